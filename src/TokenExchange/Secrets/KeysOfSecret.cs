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
    public async ValueTask<IReadOnlyList<byte[]>> GetAsync(CancellationToken cancellationToken)
    {
        var versions = await secrets.GetAsync(secretName, cancellationToken);
        return [.. versions.Usable(clock.GetUtcNow()).Select(version => _keys.Of(version.Value)).OfType<byte[]>()];
    }
}
