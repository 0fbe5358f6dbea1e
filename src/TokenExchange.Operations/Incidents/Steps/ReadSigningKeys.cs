using System.Text.Json;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>Reads the provider's metadata and key set as the service does, without writing them to the shared state.</summary>
internal static class ReadSigningKeys
{
    public static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        var findings = await new Round(scene.Surroundings.Clock).RunAsync([scene.Create<MetadataExamination>()]);
        if (findings.FirstOrDefault(finding => finding.Verdict == Verdict.Failed) is { } wrong)
        {
            return StepResult.Failed($"{wrong.Found} {wrong.Todo}");
        }

        var documents = scene.Get<ProviderDocuments>();
        using var metadata = JsonDocument.Parse(await documents.GetAsync(scene.Get<ProviderOptions>().MetadataAddress, cancellationToken));
        var address = new Uri(metadata.RootElement.GetProperty("jwks_uri").GetString()!);
        var keys = SigningKeySet.Parse(await documents.GetAsync(address, cancellationToken)); // throws for a set without usable keys
        return StepResult.Done($"the provider publishes {keys.Keys.Count} usable signing keys.");
    }
}
