using TokenExchange.Configuration;
using TokenExchange.Emulators.Vault;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Reads the configuration as the service does at its start, and reports every problem.</summary>
internal static class ConfigurationCheck
{
    public static IReadOnlyList<Finding> Examine(IConfiguration configuration, bool isDevelopment)
    {
        try
        {
            var settings = Settings.Read(configuration, isDevelopment);
            CertificateThumbprint.Read(configuration, out var problems);
            Finding[] findings = [.. problems.Select(Problem), .. SharedCredentials.Of(settings.Proxy)];
            return findings.Length > 0 ? findings : [Checks.Configuration.Ok("All settings are valid.")];
        }
        catch (ConfigurationException wrong)
        {
            return [.. wrong.Problems.Select(Problem)];
        }
    }

    /// <summary>A problem consists of the fault and the remedy, in this order.</summary>
    private static Finding Problem(string problem)
    {
        var end = problem.IndexOf(". ", StringComparison.Ordinal);
        return end < 0
            ? Checks.Configuration.Failed(problem, "See the setting in docs/configuration.md.")
            : Checks.Configuration.Failed(problem[..(end + 1)], problem[(end + 2)..]);
    }
}
