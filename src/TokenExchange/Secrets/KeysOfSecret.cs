using TokenExchange.Failures;

namespace TokenExchange.Secrets;

/// <summary>Keys for one purpose, one of every enabled version of a secret, newest first.</summary>
internal sealed class KeysOfSecret(VaultSecrets secrets, string secretName, string purpose, TimeProvider clock)
{
    private const int Length = 32;

    private readonly DerivedKeys<byte[]> _keys = new(value =>
    {
        if (KeyDerivation.Fault(value) is { } fault)
        {
            return Catalogue.Misconfigured.WithReason(fault);
        }

        return KeyDerivation.Derive(value, purpose, Length);
    });

    /// <summary>The newest first.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<byte[]>> GetAsync(CancellationToken cancellationToken) =>
        Of(await secrets.GetAsync(secretName, cancellationToken));

    /// <summary>Calls back with the keys after each successful read of the secret from the vault, whether or not it changed: a version's <c>nbf</c> may have passed since.</summary>
    public void OnRead(Action<IReadOnlyList<byte[]>> callback) => secrets.OnRead(secretName, versions => callback(Of(versions)));

    private IReadOnlyList<byte[]> Of(SecretVersions versions) =>
        [.. versions.Usable(clock.GetUtcNow()).Select(version => _keys.Of(version.Value)).OfType<byte[]>()];
}
