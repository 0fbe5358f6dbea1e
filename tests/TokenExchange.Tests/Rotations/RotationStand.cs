using System.Text;
using TokenExchange.Emulators.Vault;
using TokenExchange.Tests.Doctor;

namespace TokenExchange.Tests.Rotations;

/// <summary>The process that rotates has ended.</summary>
internal sealed class ProcessEndedException : Exception;

/// <summary>Rotations before the vault, the provider, Microsoft Graph and an API, each at the wire. The process can end before or after any call that changes something.</summary>
public class RotationStand : DoctorStand
{
    /// <summary>Keys of an API that are created and revoked one by one.</summary>
    internal const string KeysPlan = """
        { "secrets": { "partner-api-key": { "kind": "http", "recipe": {
          "authorization": { "secretName": "management-key", "header": "X-Api-Key" },
          "create": { "method": "POST", "url": "https://keys.example.test/keys", "body": { "name": "{label}" }, "value": "/data/key", "id": "/data/id" },
          "verify": { "method": "GET", "url": "https://keys.example.test/me", "header": "X-Api-Key" },
          "revoke": { "method": "DELETE", "url": "https://keys.example.test/keys/{id}" } } } } }
        """;

    /// <summary>A pair of keys, of which the one that is not in use is created anew.</summary>
    internal const string PairPlan = """
        { "secrets": { "partner-api-key": { "kind": "http", "recipe": {
          "authorization": { "secretName": "management-key", "header": "X-Api-Key" },
          "slots": ["primary", "secondary"],
          "create": { "method": "POST", "url": "https://keys.example.test/pair/{slot}", "value": "/{slot}" },
          "verify": { "method": "GET", "url": "https://keys.example.test/me", "header": "X-Api-Key" },
          "revoke": { "method": "POST", "url": "https://keys.example.test/pair/{slot}" } } } } }
        """;

    private readonly List<string> _secrets = [];
    private readonly StringBuilder _seen = new();
    private int _calls;

    internal RotationStand(Action<Dictionary<string, string?>>? configure = null)
        : base(configure)
    {
        Graph = new FakeGraph(() => New("graph"), Clock) { Changed = AcceptSecrets };
        Keys = new FakeKeys(Vault.Values("partner-api-key")[0], () => New("key"));
        Network.Add("graph.microsoft.com", Graph);
        Network.Add("keys.example.test", Keys);
        foreach (var way in new[] { VaultWay, ProviderWay, ApiWay })
        {
            way.Request = request => Count(request, isAfter: false);
            way.Response = (_, response) => Count(response.RequestMessage!, isAfter: true);
        }
    }

    internal FakeGraph Graph { get; }

    internal FakeKeys Keys { get; }

    /// <summary>The call that changes something, counted from 1, at which the process ends; 0: none.</summary>
    internal int EndsAt { get; set; }

    /// <summary>Whether the call is carried out before the process ends.</summary>
    internal bool EndsAfter { get; set; }

    /// <summary>How many calls changed something or verified.</summary>
    internal int Changes => _calls;

    /// <summary>What every run wrote, the last one included.</summary>
    internal string AllOutput => $"{_seen}{Output}{Errors}";

    internal async Task<int> RotateAsync(params string[] args)
    {
        Remember();
        Output.GetStringBuilder().Clear();
        Errors.GetStringBuilder().Clear();
        _calls = 0;
        string[] plan = Files.ContainsKey("plan.json") ? ["--plan", "plan.json"] : [];
        var code = await RunVerbAsync("rotate", [.. args, "--config", "env", .. plan]);
        foreach (var secret in _secrets.Concat(Vault.Versions("session-key").Select(version => version.Value)))
        {
            Assert.DoesNotContain(secret, Output.ToString() + Errors, StringComparison.Ordinal);
        }

        return code;
    }

    /// <summary>Keeps what the last run wrote.</summary>
    internal void Remember() => _seen.Append(Output).Append(Errors);

    /// <summary>Runs what is due until nothing is left to do, as a timer would.</summary>
    internal async Task FinishAsync(TimeSpan pause)
    {
        for (var i = 0; i < 8; i++)
        {
            Assert.True(await RotateAsync("--due") == 0, Errors.ToString());
            Clock.Advance(pause);
        }
    }

    /// <summary>The version that the service uses now.</summary>
    internal VaultEntry InUse(string name)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return Vault.Versions(name).First(version => version.Enabled && !(version.NotBefore > now) && !(version.Expires <= now));
    }

    internal void Tag(string name, params (string Name, string Value)[] tags) => Vault.Update(name, Vault.Versions(name)[0].Version, version =>
    {
        var all = new Dictionary<string, string>(version.Tags);
        foreach (var (tag, value) in tags)
        {
            all[tag] = value;
        }

        return version with { Tags = all };
    });

    /// <summary>How the configuration authenticates the client.</summary>
    internal void Authenticate(string kind, string secretName)
    {
        Planned["TokenExchange:Provider:Credential:Kind"] = kind;
        Planned["TokenExchange:Provider:Credential:SecretName"] = secretName;
    }

    private string New(string name)
    {
        var value = Canary(name);
        _secrets.Add(value);
        return value;
    }

    private void AcceptSecrets() => Provider.AcceptSecrets([ClientSecret, .. Graph.Accepted]);

    private void Count(HttpRequestMessage request, bool isAfter)
    {
        if (request.Method != HttpMethod.Get)
        {
            _calls += isAfter ? 0 : 1;
            if (_calls == EndsAt && isAfter == EndsAfter)
            {
                throw new ProcessEndedException();
            }
        }
    }
}
