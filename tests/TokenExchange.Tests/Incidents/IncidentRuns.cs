using TokenExchange.Tests.Doctor;

namespace TokenExchange.Tests.Incidents;

/// <summary>The verb <c>incident</c> as an operator runs it.</summary>
internal static class IncidentRuns
{
    /// <summary>Runs a runbook; gives the exit code and everything that the operator sees.</summary>
    public static async Task<(int Code, string Seen)> RunbookAsync(this DoctorStand stand, params string[] args)
    {
        stand.Output.GetStringBuilder().Clear();
        stand.Errors.GetStringBuilder().Clear();
        var code = await stand.RunVerbAsync("incident", [.. args, "--config", "env"]);
        var seen = $"{stand.Output}{stand.Errors}";
        foreach (var secret in new[] { "client-secret", "session-key", "partner-api-key" }.SelectMany(stand.Vault.Versions))
        {
            Assert.DoesNotContain(secret.Value, seen, StringComparison.Ordinal);
        }

        return (code, seen);
    }

    /// <summary>Whether each version of a secret is enabled, newest first.</summary>
    public static IEnumerable<bool> Enabled(this DoctorStand stand, string name) => stand.Vault.Versions(name).Select(version => version.Enabled);
}
