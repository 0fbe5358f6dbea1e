using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>The client's own signing keys: every usable version of the vault secret, so that a new key is known at the provider before it signs alone.</summary>
internal sealed class ClientKeys(VaultSecrets secrets, ProviderOptions options, TimeProvider clock)
{
    private readonly DerivedKeys<ClientKey> _keys = new(ClientKey.Read);

    /// <summary>The usable keys, newest first; empty when the client does not authenticate by a private key.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<ClientKey>> GetAsync(CancellationToken cancellationToken)
    {
        if (options.Credential.Kind != CredentialKind.PrivateKeyJwt)
        {
            return [];
        }

        var versions = await secrets.GetAsync(options.Credential.SecretName, cancellationToken);
        var usable = versions.Usable(clock.GetUtcNow()).Select(version => version.Id).ToHashSet(StringComparer.Ordinal);
        return [.. _keys.Of(versions).Where(key => usable.Contains(key.Version))];
    }
}
