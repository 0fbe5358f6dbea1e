using System.Diagnostics;
using System.Text.Json;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>The doctor as an operator runs it: a process of its own, its exit code and its JSON.</summary>
internal sealed record DoctorRun(int ExitCode, string Verdict, IReadOnlyList<(string Check, string Verdict)> Findings)
{
    /// <summary>The checks that came out so.</summary>
    public IEnumerable<string> Of(string verdict) => Findings.Where(finding => finding.Verdict == verdict).Select(finding => finding.Check).Distinct();

    /// <summary>Examines a configuration that is right for the local host, but for what is changed in it.</summary>
    public static Task<DoctorRun> BeforeAsync(LocalHost host, params (string Key, string Value)[] changes)
    {
        Dictionary<string, string> settings = new()
        {
            ["TokenExchange:PublicOrigin"] = host.Origin,
            ["TokenExchange:KeyVault:Uri"] = host.Vault,
            ["TokenExchange:Provider:Authority"] = host.Provider,
            ["TokenExchange:Provider:ClientId"] = "token-exchange-demo",
            ["TokenExchange:Provider:Credential:Kind"] = "client-secret",
            ["TokenExchange:Provider:Credential:SecretName"] = "client-secret",
            ["TokenExchange:Sessions:KeySecretName"] = "session-key",
            ["LocalHost:Vault:CertificateThumbprint"] = host.VaultThumbprint,
        };
        foreach (var (key, value) in changes)
        {
            settings["TokenExchange:" + key] = value;
        }

        return RunAsync(["--config", "env", "--development"], settings.Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)));
    }

    /// <summary>Examines a deployment.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="authority">A file with the certificate that is trusted; null: those of the machine.</param>
    public static Task<DoctorRun> AfterAsync(string url, string? authority = null) =>
        RunAsync(["--url", url], authority is null ? [] : [("SSL_CERT_FILE", authority)]);

    private static async Task<DoctorRun> RunAsync(string[] arguments, IEnumerable<(string Key, string Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Requirements.Output("TokenExchange.Operations"), "TokenExchange.Operations.dll"), "doctor", .. arguments, "--json"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using var json = JsonDocument.Parse(text);
        var findings = json.RootElement.GetProperty("findings").EnumerateArray()
            .Select(finding => (finding.GetProperty("check").GetString()!, finding.GetProperty("verdict").GetString()!));
        return new DoctorRun(process.ExitCode, json.RootElement.GetProperty("verdict").GetString()!, [.. findings]);
    }
}
