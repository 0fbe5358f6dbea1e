using System.Text;
using System.Text.Json;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Emulators.Vault;
using TokenExchange.Operations;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Incidents;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Operations.Inventory;
using TokenExchange.Operations.Rotations;
using TokenExchange.Rotations;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Doctor;

/// <summary>The doctor before the whole in memory: the provider, the vault and a deployed service, with a front of which anything can be broken.</summary>
public class DoctorStand : TestStand
{
    internal DoctorStand(Action<Dictionary<string, string?>>? configure = null)
        : base(configure)
    {
        Front = new BrokenFront(Network.Way());
        ProviderWay = new BrokenFront(Network.Way()) { Response = (_, response) => response.Headers.Date = Clock.GetUtcNow() };
        VaultWay = new BrokenFront(Network.Way());
        ApiWay = new BrokenFront(Network.Way());
        foreach (var secret in new[] { "client-secret", "session-key", "partner-api-key" }.SelectMany(Vault.Versions))
        {
            Vault.Update(secret.Name, secret.Version, version => version with
            {
                Expires = Clock.GetUtcNow().AddYears(1).ToUnixTimeSeconds(),
                Tags = new Dictionary<string, string> { ["owner"] = "platform" },
            });
        }
    }

    internal BrokenFront Front { get; }

    internal BrokenFront ProviderWay { get; }

    internal BrokenFront VaultWay { get; }

    /// <summary>What is examined before a deployment; the deployed service has the stand's own.</summary>
    internal Dictionary<string, string?> Planned => field ??= new(Settings);

    /// <summary>Files by name, and the environment.</summary>
    internal Dictionary<string, string> Files { get; } = [];

    /// <summary>The way to Microsoft Graph and to APIs.</summary>
    internal BrokenFront ApiWay { get; }

    internal StringWriter Output { get; } = new();

    internal StringWriter Errors { get; } = new();

    internal Task<int> RunAsync(params string[] args) => RunVerbAsync("doctor", args);

    internal Task<int> RunVerbAsync(string verb, params string[] args) => OperatorTool.RunAsync(
        [verb, .. args],
        [
            DoctorCommand.Create(Surroundings()), InventoryCommand.Create(Surroundings()), RotateCommand.Create(Surroundings(), () => Access),
            IncidentCommand.Create(Surroundings(), () => Access),
        ],
        Output,
        Errors,
        CancellationToken.None);

    /// <summary>Examines the planned configuration.</summary>
    internal Task<DoctorReport> BeforeAsync() => ReportAsync("--config", "env", "--json");

    /// <summary>Examines the deployment.</summary>
    internal Task<DoctorReport> AfterAsync(string url = AppOrigin) => ReportAsync("--url", url, "--json");

    internal async Task<DoctorReport> ReportAsync(params string[] args)
    {
        var code = await RunAsync(args);
        var text = Output.ToString();
        foreach (var secret in new[] { "client-secret", "session-key", "partner-api-key" }.SelectMany(name => Vault.Values(name)))
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }

        return DoctorReport.Read(code, text);
    }

    internal RotationAccess Access => new(ApiWay, new ScopeToken(null));

    /// <summary>The planned configuration's service, not started.</summary>
    internal UnstartedService Unstarted() => Rehearsal.Build(Surroundings().Environment(), isDevelopment: false, Surroundings());

    private Surroundings Surroundings() => new()
    {
        Clock = Clock,
        Open = path => Files.TryGetValue(path, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : throw new FileNotFoundException(),
        Environment = () => new ConfigurationBuilder().AddInMemoryCollection(Planned).Build(),
        Reach = (services, _) =>
        {
            services.AddSingleton<SecretClient>(EmulatorClient.Create(new Uri("https://vault.example.test"), VaultWay, retries: 0, WaitLimit.Longest));
            services.AddSingleton(EmulatorClient.CreateKeys(new Uri("https://vault.example.test"), VaultWay, retries: 0, WaitLimit.Longest));
            services.AddHttpClient(Outbound.Provider).ConfigurePrimaryHttpMessageHandler(() => ProviderWay);
            services.AddStore(Planned, Network);
        },
        Front = () => Front,
        AnyHost = () => Front,
    };
}

/// <summary>The doctor's JSON, read back.</summary>
internal sealed record DoctorReport(int ExitCode, string Verdict, string? Problem, IReadOnlyList<DoctorRow> Findings)
{
    /// <summary>The worst verdict of a check.</summary>
    public string this[string check] =>
        new[] { "failed", "warning", "skipped", "ok" }.First(verdict => Findings.Any(row => row.Check == check && row.Verdict == verdict));

    public IEnumerable<string> Names(string verdict) => Findings.Where(row => row.Verdict == verdict).Select(row => row.Check).Distinct();

    public DoctorRow One(string check) => Findings.Single(row => row.Check == check);

    public static DoctorReport Read(int exitCode, string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        var rows = root.GetProperty("findings").Deserialize<List<DoctorRow>>(JsonSerializerOptions.Web)!;
        return new DoctorReport(exitCode, root.GetProperty("verdict").GetString()!, root.GetProperty("problem").GetString(), rows);
    }
}

/// <summary>One finding as it is written.</summary>
internal sealed record DoctorRow(string Check, string? Subject, string Verdict, string Found, string Todo);
