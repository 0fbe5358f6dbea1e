using System.Text.Json;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;
using TokenExchange.Operations;
using TokenExchange.Operations.Hooks;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Hooks;

/// <summary>How a run of a hook ended, what it wrote, and what it called.</summary>
internal sealed record HookResult(int Status, string Output, IReadOnlyList<AzureCall> Calls)
{
    public IEnumerable<string> Sequence => Calls.Select(call => call.Brief);
}

/// <summary>A hook between Azure at the wire, the vault emulator, and an azd whose environment is a dictionary.</summary>
public abstract class HookStand
{
    /// <summary>What every way of writing a secret down has to get right.</summary>
    internal const string Secret = "S3cret-\"quoted\"\\back=~+/& 'x'";

    private static readonly string[] GivenSecrets = ["CLIENT_SECRET", "SECRET_VALUE"];

    protected HookStand()
    {
        Vault = new VaultEmulator(new RequestLog(Clock), Clock);
        Azure = new FakeAzure(Vault);
        Vault.Put("session-key", new string('k', 44));
        Vault.Put("client-secret", "not set", enabled: false);
    }

    internal ManualClock Clock { get; } = new();

    internal VaultEmulator Vault { get; }

    internal FakeAzure Azure { get; }

    /// <summary>The environment of the hook's process, as azd gives it.</summary>
    internal Dictionary<string, string> Variables { get; } = new()
    {
        ["AZURE_ENV_NAME"] = "dev",
        ["AZURE_KEY_VAULT_ID"] = "/subscriptions/s/resourceGroups/rg-dev/providers/Microsoft.KeyVault/vaults/kv-x",
        ["AZURE_KEY_VAULT_NAME"] = "kv-x",
        ["AZURE_FUNCTION_APP_ID"] = "/subscriptions/s/resourceGroups/rg-dev/providers/Microsoft.Web/sites/func-x",
        ["AZURE_EVENT_TOPIC_ID"] = "/subscriptions/s/resourceGroups/rg-dev/providers/Microsoft.EventGrid/systemTopics/evgt-x",
        ["AZURE_TENANT_ID"] = "33333333-3333-3333-3333-333333333333",
        ["SERVICE_PUBLIC_ORIGIN"] = "https://app.example.com",
        ["SERVICE_IDENTITY_PRINCIPAL_ID"] = "11111111-1111-1111-1111-111111111111",
        ["SERVICE_CLIENT_ID"] = "22222222-2222-2222-2222-222222222222",
        ["SERVICE_CLIENT_AUTHENTICATION"] = "client-secret",
        ["SERVICE_CLIENT_SLOT"] = "client-secret",
        ["SERVICE_FURTHER_SLOTS"] = "",
        ["SERVICE_FEDERATION_ISSUER"] = "https://login.microsoftonline.com/33333333-3333-3333-3333-333333333333/v2.0",
        ["HOOK_ATTEMPTS"] = "3",
        ["HOOK_DELAY"] = "0",
    };

    /// <summary>What stands in the azd environment, and which of it was asked for.</summary>
    internal Dictionary<string, string> Azd { get; } = [];

    internal List<string> AskedOfAzd { get; } = [];

    /// <summary>What is typed when a value is asked for; null: there is no terminal.</summary>
    internal string? Typed { get; set; }

    internal Task<HookResult> RunAsync(string hook, params string[] options) => RunAsync(hook, options, CancellationToken.None);

    internal async Task<HookResult> RunAsync(string hook, string[] options, CancellationToken cancellationToken)
    {
        var (before, written) = (Azure.Calls.Count, new StringWriter());
        var status = await OperatorTool.RunAsync(["hooks", hook, .. options], [HooksCommand.Create(Surroundings())], written, written, cancellationToken);
        return new HookResult(status, written.ToString(), [.. Azure.Calls.Skip(before)]);
    }

    /// <summary>The same with a variable of the environment.</summary>
    internal Task<HookResult> RunWithAsync(string variable, string value, string hook, params string[] options)
    {
        Variables[variable] = value;
        return RunAsync(hook, options);
    }

    /// <summary>The one rule that holds for every run: a secret is in bodies sent to Azure, and nowhere else.</summary>
    internal void NothingLeaked(HookResult run, params string[] secrets)
    {
        Assert.DoesNotContain(GivenSecrets, Variables.ContainsKey); // no process started from a hook inherits them
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(run.Calls, call => call.Address.Contains(secret, StringComparison.Ordinal) || call.Address.Contains(Uri.EscapeDataString(secret), StringComparison.Ordinal));
        }
    }

    internal string NewestValue(string name) => Vault.Versions(name)[0].Value;

    internal static JsonElement Attributes(HookResult run) => run.Calls[^1].Body.GetProperty("properties").GetProperty("attributes");

    private HookSurroundings Surroundings() => new()
    {
        Clock = Clock,
        Variable = Variables.GetValueOrDefault,
        RemoveVariable = name => Variables.Remove(name),
        AzdValue = (name, _) =>
        {
            AskedOfAzd.Add(name);
            return Task.FromResult(Azd.GetValueOrDefault(name));
        },
        Ask = (_, _) => Task.FromResult(Typed),
        Connection = Azure,
        Account = tenant => new ScopeToken(tenant),
    };
}
