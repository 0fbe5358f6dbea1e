using TokenExchange.Provider;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Kinds;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>Verifies the client's newest credential by a call to the token endpoint, before the old one ends.</summary>
internal static class VerifyCredential
{
    public static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        if (scene.IsDry)
        {
            return StepResult.Done("would redeem an invalid code with the newest version: the answer shows whether the provider accepts the credential.");
        }

        var vault = scene.Create<VaultVersions>();
        var versions = await vault.ReadAsync(scene.Secret, cancellationToken);
        if (VersionList.Choose(versions, scene.Now) is not { } inUse)
        {
            return StepResult.Failed($"no enabled version of {scene.Secret} is valid now. Write one: docs/operations/rotation.md.");
        }

        var value = SecretValue.Read(await vault.ValueAsync(scene.Secret, inUse.Version, cancellationToken) ?? "");
        return await ProbeAsync(scene, value, cancellationToken) switch
        {
            Verification.Accepted => StepResult.Done("the provider accepts the newest version."),
            Verification.Rejected => StepResult.Failed("the provider rejects the newest version. Write the right value; the older versions are still enabled."),
            _ => StepResult.Person("the provider does not show whether it accepts the newest version: sign in once."),
        };
    }

    private static async Task<Verification> ProbeAsync(IncidentScene scene, SecretValue value, CancellationToken cancellationToken)
    {
        var options = scene.Get<ProviderOptions>();
        return options.Credential.Kind switch
        {
            "client-secret" => await ProbeAsync(scene, new NewCredential(provider => ClientSecretCredential.Prove("new", value, options, provider)), cancellationToken),
            "private-key-jwt" when VaultVersions.IsKey(scene.Secret) => await scene.Create<VaultKeyRotator>(
                scene.Secret, TimeSpan.Zero, scene.Create<ProviderProbe>(), scene.Create<ClientAssertion>()).VerifyAsync(value, cancellationToken),
            "private-key-jwt" when ClientKeyReader.Read(value) is { Succeeded: true } key => await ProbeAsync(
                scene, new NewCredential(provider => scene.Create<ClientAssertion>().Prove("new", provider, key.Value)), cancellationToken),
            "private-key-jwt" => Verification.Rejected,
            _ => Verification.Unknown,
        };
    }

    private static Task<Verification> ProbeAsync(IncidentScene scene, NewCredential credential, CancellationToken cancellationToken) =>
        scene.Create<ProviderProbe>().WithCodeAsync(credential, cancellationToken);
}
