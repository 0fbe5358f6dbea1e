using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>The client's own signing keys: every usable version of the vault secret, so that a new key is known at the provider before it signs alone.</summary>
internal sealed class ClientKeys
{
    private readonly DerivedKeys<ClientKey> _keys = new(ClientKeyReader.Read);
    private readonly VaultSecrets _secrets;
    private readonly TimeProvider _clock;

    public ClientKeys(string secretName, VaultSecrets secrets, TimeProvider clock)
    {
        (_secrets, _clock) = (secrets, clock);
        Secret = secrets.Use(secretName, ClientCredentialUse.Of(_keys.Fault));
    }

    /// <summary>The secret that holds them.</summary>
    public RotatingSecret Secret { get; }

    /// <summary>The key of a version that <see cref="Secret"/> gave.</summary>
    public ClientKey Of(SecretVersion version) =>
        _keys.Of(version.Value) ?? throw new InvalidOperationException("The version holds no usable key.");

    /// <summary>The usable keys, newest first; empty when there are none.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<ClientKey>> GetAsync(CancellationToken cancellationToken)
    {
        var versions = await _secrets.GetAsync(Secret.Name, cancellationToken);
        return [.. versions.Usable(_clock.GetUtcNow()).Where(Secret.CanUse).Select(Of)];
    }
}
