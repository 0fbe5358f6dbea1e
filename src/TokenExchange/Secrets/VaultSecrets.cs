using System.Collections.Concurrent;
using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>The vault's secrets by name, cached. All names come from configuration, so their number is small.</summary>
internal sealed class VaultSecrets(
    VaultReader reader, KeyVaultOptions options, OutboundCalls calls, Audit audit, TimeProvider clock, CappedLogger<VaultSecrets> logger)
{
    private readonly ConcurrentQueue<RotatingSecret> _inUse = new();
    private readonly ConcurrentQueue<(string Name, Action<SecretVersions> Callback)> _callbacks = new();
    private readonly ConcurrentDictionary<string, RefreshingValue<SecretVersions>> _secrets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// How soon the vault may be called again when it had no newer version. It never grows: unauthenticated callers can cause a read (a forged
    /// cookie names a key that does not exist), and a longer wait would hide a new version that other instances use already.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RefreshPolicy _policy = new()
    {
        FreshFor = options.RefreshInterval,
        UsableFor = options.MaxStale,
        StaleWait = TimeSpan.FromSeconds(2), // a disabled version must be noticed, but an unresponsive vault must not make a login fail
        CoolDown = Pause,
        RenewalCeiling = Pause,
        CoolDownCeiling = TimeSpan.FromSeconds(16),
    };

    /// <summary>Every use of a secret that the configuration names.</summary>
    public IReadOnlyCollection<RotatingSecret> InUse => [.. _inUse];

    /// <summary>The cached versions of all secrets that were read, without a call to the vault.</summary>
    public IEnumerable<SecretVersions> Known => _secrets.Values.Select(secret => secret.Peek).OfType<SecretVersions>();

    /// <summary>All enabled versions of the secret.</summary>
    /// <exception cref="OutageException">The vault is unavailable, and no cached versions are young enough.</exception>
    public ValueTask<SecretVersions> GetAsync(string name, CancellationToken cancellationToken) => Cached(name).GetAsync(cancellationToken);

    /// <summary>Reads the vault again because these versions were not sufficient; returns the same ones when there are no newer ones.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public ValueTask<SecretVersions> RenewAsync(SecretVersions stale, CancellationToken cancellationToken) =>
        Cached(stale.Name).RenewAsync(stale, cancellationToken);

    /// <summary>A secret as one part of the service uses it.</summary>
    public RotatingSecret Use(string name, SecretUse use)
    {
        var secret = new RotatingSecret(name, use, this, logger, clock);
        _inUse.Enqueue(secret);
        return secret;
    }

    /// <summary>The cached versions of the secret, without a call to the vault.</summary>
    public SecretVersions? Peek(string name) => _secrets.TryGetValue(name, out var secret) ? secret.Peek : null;

    /// <summary>Whether the last read of any secret failed.</summary>
    public bool IsFailing => _secrets.Values.Any(secret => secret.IsFailing);

    /// <summary>Whether the vault refused to list the versions of any secret at the last read.</summary>
    public bool IsListingRefused => Known.Any(versions => !versions.IsListed);

    /// <summary>Calls back after each successful read of the secret from the vault. The callback does not wait and does not throw: requests wait for the read.</summary>
    public void OnRead(string name, Action<SecretVersions> callback) => _callbacks.Enqueue((name, callback));

    /// <summary>Marks the cached versions of this secret as stale, so that the next use reads the vault; false for a name that is not in use.</summary>
    public bool Invalidate(string name)
    {
        if (!_secrets.TryGetValue(name, out var secret))
        {
            return false;
        }

        secret.Invalidate();
        return true;
    }

    private RefreshingValue<SecretVersions> Cached(string name) => _secrets.GetOrAdd(name, Create);

    private RefreshingValue<SecretVersions> Create(string name)
    {
        var source = new RefreshSource<SecretVersions>
        {
            Fetch = (known, cancellationToken) => ReadAsync(name, known, cancellationToken),
            Failed = cause => audit.SecretReadFailed(name, Cause.Of(cause), VaultAnswers.StatusOf(cause), Cause.ReasonOf(cause)),
            Outage = Catalogue.VaultUnavailable.WithReason("The secret cannot be read now."),
        };
        return new(_policy, source, clock);
    }

    private async Task<SecretVersions> ReadAsync(string name, SecretVersions? known, CancellationToken cancellationToken)
    {
        var versions = await calls.MeasureAsync(TelemetryNames.Calls.Secret, name, () => reader.ReadAsync(name, known, cancellationToken));
        if (known is not null && !versions.Equals(known))
        {
            audit.KeysChanged(name, known.Ids, versions.Ids);
        }

        if (!versions.IsListed && known is not { IsListed: false })
        {
            logger.VersionsNotListed(name);
        }

        foreach (var (_, callback) in _callbacks.Where(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            callback(versions);
        }

        return versions;
    }
}
