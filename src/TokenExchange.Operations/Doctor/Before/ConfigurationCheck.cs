using TokenExchange.Configuration;
using TokenExchange.Emulators.Vault;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Reads the configuration as the service does at its start, and says every problem.</summary>
internal static class ConfigurationCheck
{
    public static IReadOnlyList<Finding> Examine(IConfiguration configuration, bool isDevelopment)
    {
        try
        {
            Settings.Read(configuration, isDevelopment);
            CertificateThumbprint.Read(configuration, out var problems);
            return problems.Count > 0 ? [.. problems.Select(Problem)] : [Checks.Configuration.Ok("Every setting can be used.")];
        }
        catch (ConfigurationException wrong)
        {
            return [.. wrong.Problems.Select(Problem)];
        }
    }

    /// <summary>A problem is written as what is wrong and what to write, in this order.</summary>
    private static Finding Problem(string problem)
    {
        var end = problem.IndexOf(". ", StringComparison.Ordinal);
        return end < 0
            ? Checks.Configuration.Failed(problem, "Look the setting up in docs/configuration.md.")
            : Checks.Configuration.Failed(problem[..(end + 1)], problem[(end + 2)..]);
    }
}
