using TokenExchange.Rotations;
using TokenExchange.Rotations.Kinds;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>All checks before a deployment: the configuration, and the provider and vault it names.</summary>
internal static class BeforeDeployment
{
    /// <param name="configuration">What is examined.</param>
    /// <param name="isDevelopment">Whether http on loopback is allowed.</param>
    /// <param name="maximumAge">The age in days at which a secret without the tag <c>rotate-after</c> has to be replaced.</param>
    /// <param name="surroundings">Clock and connections.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IConfiguration configuration, bool isDevelopment, int maximumAge, Surroundings surroundings)
    {
        var findings = ConfigurationCheck.Examine(configuration, isDevelopment);
        if (findings.Any(finding => finding.Verdict == Verdict.Failed))
        {
            return
            [
                .. findings,
                .. Checks.Before.Skip(1).Select(check => check.Skipped("The configuration is not valid yet.", "Correct the settings first.")),
            ];
        }

        using var service = Rehearsal.Build(configuration, isDevelopment, surroundings);
        var vault = ActivatorUtilities.CreateInstance<VaultExamination>(
            service.Services, ActivatorUtilities.CreateInstance<UnfinishedRotations>(service.Services), maximumAge);
        IExamination[] examinations =
        [
            vault,
            ActivatorUtilities.CreateInstance<ProviderSettingsExamination>(service.Services),
            ActivatorUtilities.CreateInstance<MetadataExamination>(service.Services),
            ActivatorUtilities.CreateInstance<ClockExamination>(service.Services),
            ActivatorUtilities.CreateInstance<RedirectUriExamination>(service.Services),
            ActivatorUtilities.CreateInstance<CredentialExamination>(service.Services, vault, ActivatorUtilities.CreateInstance<ProviderProbe>(service.Services)),
        ];
        return [.. findings, .. await new Round(surroundings.Clock).RunAsync(examinations)];
    }
}
