using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Sessions;

/// <summary>
/// The keys for cookies: every enabled version of the vault secret opens, one seals. The newest seals once every instance must have read it, so
/// that no instance meets a cookie whose key it does not know; while only young versions exist, the oldest of them seals.
/// </summary>
internal sealed class SealKeys(VaultSecrets secrets, SessionsOptions options, KeyVaultOptions vault, TimeProvider clock)
{
    private readonly DerivedKeys<SealKey> _keys = new(SealKey.Derive);

    /// <summary>The key to seal with.</summary>
    /// <exception cref="OutageException">The vault cannot be reached, or holds no usable key.</exception>
    public async ValueTask<SealKey> SealingAsync(CancellationToken cancellationToken)
    {
        var versions = await secrets.GetAsync(options.KeySecretName, cancellationToken);
        return Choose(versions)
            ?? Choose(await secrets.RenewAsync(versions, cancellationToken))
            ?? throw new OutageException(Catalogue.Misconfigured.Because("Sessions:KeySecretName has no usable version of at least 32 characters."));
    }

    /// <summary>The keys that this id may name; asks the vault again, within its budget, when none is known by it.</summary>
    /// <exception cref="OutageException">The vault cannot be reached, so nobody knows whether the key exists.</exception>
    public async ValueTask<IReadOnlyList<SealKey>> OpeningAsync(byte[] frame, CancellationToken cancellationToken)
    {
        var versions = await secrets.GetAsync(options.KeySecretName, cancellationToken);
        var named = Named(versions, frame);
        return named.Count > 0 ? named : Named(await secrets.RenewAsync(versions, cancellationToken), frame);
    }

    private SealKey? Choose(SecretVersions versions)
    {
        var now = clock.GetUtcNow();
        var usable = _keys.Of(versions).Where(key => key.Version.IsUsable(now)).ToList();
        return usable.FirstOrDefault(key => key.Version.UsableFrom + vault.RefreshInterval <= now) ?? usable.LastOrDefault();
    }

    private List<SealKey> Named(SecretVersions versions, byte[] frame)
    {
        var now = clock.GetUtcNow();
        return [.. _keys.Of(versions).Where(key => key.IsNamed(SealFrame.KeyId(frame)) && key.Version.IsUsable(now))];
    }
}
