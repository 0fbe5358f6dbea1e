using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Sessions;

/// <summary>
/// The keys for cookies: every enabled version of the vault secret opens, the newest seals. An instance that has not heard of it yet asks the vault
/// when it meets the first cookie sealed with it.
/// </summary>
internal sealed class SealKeys
{
    private readonly DerivedKeys<SealKey> _keys = new(SealKey.Derive);
    private readonly VaultSecrets _secrets;
    private readonly TimeProvider _clock;
    private readonly RotatingSecret _secret;

    public SealKeys(VaultSecrets secrets, SessionsOptions options, TimeProvider clock)
    {
        (_secrets, _clock) = (secrets, clock);
        _secret = secrets.Use(options.KeySecretName, new SecretUse("session-key", "Sessions:KeySecretName", _keys.Fault) { IsRequired = true, IsNeededByEveryCall = true });
    }

    /// <summary>The key to seal with.</summary>
    /// <exception cref="OutageException">The vault cannot be reached, or holds no usable key.</exception>
    public async ValueTask<SealKey> SealingAsync(CancellationToken cancellationToken)
    {
        var version = await _secret.CurrentAsync(cancellationToken);
        return version.Succeeded ? _keys.Of(version.Value.Value)! : throw new OutageException(version.Failure);
    }

    /// <summary>Every key that opens cookies now, the newest first.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<SealKey>> AllAsync(CancellationToken cancellationToken)
    {
        var versions = await _secrets.GetAsync(_secret.Name, cancellationToken);
        return Usable(versions).ToList();
    }

    /// <summary>The keys that this id may name; asks the vault again, within its budget, when none is known by it.</summary>
    /// <exception cref="OutageException">The vault cannot be reached, so it is unknown whether the key exists.</exception>
    public async ValueTask<IReadOnlyList<SealKey>> OpeningAsync(byte[] frame, CancellationToken cancellationToken)
    {
        var versions = await _secrets.GetAsync(_secret.Name, cancellationToken);
        var named = Named(versions, frame);
        return named.Count > 0 ? named : Named(await _secrets.RenewAsync(versions, cancellationToken), frame);
    }

    /// <summary>Whether this key still opens cookies: its version is enabled and has not expired.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<bool> IsInUseAsync(SealKey key, CancellationToken cancellationToken)
    {
        var versions = await _secrets.GetAsync(_secret.Name, cancellationToken);
        var now = _clock.GetUtcNow();
        foreach (var version in versions.NewestFirst)
        {
            if (!version.HasEnded(now) && ReferenceEquals(_keys.Of(version.Value), key))
            {
                return true;
            }
        }

        return false;
    }

    private List<SealKey> Named(SecretVersions versions, byte[] frame) => [.. Usable(versions).Where(key => key.IsNamed(SealFrame.KeyId(frame)))];

    /// <summary>A version whose time has not come opens too: where the clock is ahead, it seals already.</summary>
    private IEnumerable<SealKey> Usable(SecretVersions versions)
    {
        var now = _clock.GetUtcNow();
        return versions.NewestFirst.Where(version => !version.HasEnded(now)).Select(version => _keys.Of(version.Value)).OfType<SealKey>();
    }
}
