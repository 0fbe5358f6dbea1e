using System.Security.Cryptography;
using TokenExchange.Provider;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Kinds;

/// <summary>
/// The client's private key (<c>private_key_jwt</c>), for a provider that reads <c>/api/auth/keys</c>: the service publishes the public key as soon as the
/// version is stored, and signs with it when it has been verified.
/// </summary>
internal sealed class PrivateKeyRotator(TimeSpan publishAhead, ProviderProbe probe, ProviderOptions options, ClientAssertion assertion, KeyVaultOptions vault) : ISecretRotator
{
    private const int RsaBits = 3072;

    public bool FindsAbandoned => true;

    public RotationTiming Timing(bool hasLeaked) => Timing(publishAhead, vault, hasLeaked);

    public static RotationTiming Timing(TimeSpan publishAhead, KeyVaultOptions vault, bool hasLeaked)
    {
        var everyInstance = RotationTiming.UntilRead(vault); // each publishes the key after its next read of the vault
        return hasLeaked
            ? new(everyInstance, TimeSpan.Zero, everyInstance)
            : new(publishAhead > everyInstance ? publishAhead : everyInstance, TimeSpan.Zero, 2 * everyInstance);
    }

    public Task<CreatedCredential> CreateAsync(CredentialRequest request, CancellationToken cancellationToken)
    {
        using AsymmetricAlgorithm key = NeedsRsa ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Task.FromResult(new CreatedCredential(SecretValue.Read(key.ExportPkcs8PrivateKeyPem()), Id: null));
    }

    public async Task<Verification> VerifyAsync(SecretValue value, CancellationToken cancellationToken)
    {
        var key = ClientKeyReader.Read(value);
        return key.Succeeded
            ? await probe.WithCodeAsync(new NewCredential(provider => assertion.Prove("new", provider, key.Value)), cancellationToken)
            : Verification.Rejected;
    }

    /// <summary>A disabled version is not published any more.</summary>
    public Task RevokeAsync(string credential, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DiscardAsync(string label, CancellationToken cancellationToken) => Task.CompletedTask;

    private bool NeedsRsa => options.Credential.Algorithm.StartsWith("RS", StringComparison.Ordinal) || options.Credential.Algorithm.StartsWith("PS", StringComparison.Ordinal);
}
