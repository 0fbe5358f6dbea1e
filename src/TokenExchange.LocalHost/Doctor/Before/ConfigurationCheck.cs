using TokenExchange.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.LocalHost.Doctor.Before;

/// <summary>Reads the configuration as the service does at its start, and says every problem.</summary>
internal static class ConfigurationCheck
{
    public static IReadOnlyList<Finding> Examine(IConfiguration configuration, bool isDevelopment)
    {
        try
        {
            Settings.Read(configuration, isDevelopment);
            var localHost = LocalHostOptions.Reader(configuration);
            CertificateThumbprint.Read(localHost);
            return localHost.Problems.Count > 0 ? [.. localHost.Problems.Select(Problem)] : [Checks.Configuration.Ok("Every setting can be used.")];
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
