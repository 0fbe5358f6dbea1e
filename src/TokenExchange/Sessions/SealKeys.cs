using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Sessions;

/// <summary>
/// The keys for cookies: every enabled version of the vault secret opens, the newest seals. An instance that has not heard of it yet asks the vault
/// when it meets the first cookie sealed with it.
/// </summary>
internal sealed class SealKeys(VaultSecrets secrets, SessionsOptions options, TimeProvider clock)
{
    private readonly DerivedKeys<SealKey> _keys = new(SealKey.Derive);

    /// <summary>The key to seal with.</summary>
    /// <exception cref="OutageException">The vault cannot be reached, or holds no usable key.</exception>
    public async ValueTask<SealKey> SealingAsync(CancellationToken cancellationToken)
    {
        var versions = await secrets.GetAsync(options.KeySecretName, cancellationToken);
        return Newest(versions)
            ?? Newest(await secrets.RenewAsync(versions, cancellationToken))
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

    private SealKey? Newest(SecretVersions versions)
    {
        var now = clock.GetUtcNow();
        return _keys.Of(versions).FirstOrDefault(key => key.Version.IsUsable(now));
    }

    /// <summary>A version whose time has not come opens too: where the clock is ahead, it seals already.</summary>
    private List<SealKey> Named(SecretVersions versions, byte[] frame)
    {
        var now = clock.GetUtcNow();
        return [.. _keys.Of(versions).Where(key => key.IsNamed(SealFrame.KeyId(frame)) && !key.Version.HasEnded(now))];
    }
}
