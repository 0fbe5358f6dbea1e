using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Kinds;

/// <summary>
/// The client's key that never leaves the vault (<c>Provider:Credential:KeyName</c>): the vault makes a version of the same kind, the service publishes it,
/// and the vault signs the verification with it. The account needs <i>Key Vault Crypto Officer</i> on the key.
/// </summary>
internal sealed class VaultKeyRotator(
    string name, TimeSpan publishAhead, ProviderProbe probe, ClientAssertion assertion, VaultKeys keys, VaultSigner signer, KeyVaultOptions vault) : ISecretRotator
{
    public bool FindsAbandoned => true;

    public RotationTiming Timing(bool hasLeaked) => PrivateKeyRotator.Timing(publishAhead, vault, hasLeaked);

    /// <summary>The public half of the version before, which says of what kind the next one is: the vault makes it when it is stored.</summary>
    public async Task<CreatedCredential> CreateAsync(CredentialRequest request, CancellationToken cancellationToken) =>
        (await keys.GetAsync(name, null, cancellationToken)).Value is { } pattern
            ? new(SecretValue.Read(pattern), Id: null)
            : throw new RotationException("The vault returned no public key.");

    /// <param name="value">The public half of the new version, with the version in its <c>kid</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Verification> VerifyAsync(SecretValue value, CancellationToken cancellationToken)
    {
        var key = VaultKeyReader.Read(value);
        return key.Succeeded
            ? await probe.WithCodeAsync(new NewCredential((provider, cancelled) => SignAsync(provider, key.Value, KeyStore.VersionOf(value), cancelled)), cancellationToken)
            : Verification.Rejected;
    }

    /// <summary>A disabled version is not published any more, and the vault does not sign with it.</summary>
    public Task RevokeAsync(string credential, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A version is made and stored in one call.</summary>
    public Task DiscardAsync(string label, CancellationToken cancellationToken) => Task.CompletedTask;

    private async ValueTask<Outcome<CredentialProof>> SignAsync(ProviderMetadata provider, ClientKey key, string version, CancellationToken cancellationToken)
    {
        var proof = await VaultKeyCredential.SignAsync(assertion, signer, provider, key, name, version, cancellationToken);
        return proof is null ? Catalogue.VaultUnavailable.WithReason("The vault refuses to sign with the new version.") : proof;
    }
}
