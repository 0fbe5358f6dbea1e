using System.Collections.Concurrent;
using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>The vault's secrets by name, from memory. Names come from configuration alone, so the set is small.</summary>
internal sealed class VaultSecrets(VaultReader reader, KeyVaultOptions options, OutboundCalls calls, Audit audit, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, RefreshingValue<SecretVersions>> _secrets = new(StringComparer.OrdinalIgnoreCase);

    private readonly RefreshPolicy _policy = new()
    {
        FreshFor = options.RefreshInterval,
        UsableFor = options.MaxStale,
        CoolDown = TimeSpan.FromSeconds(1),
        CoolDownCeiling = TimeSpan.FromSeconds(16),
    };

    /// <summary>What is known of every secret that was asked for, without asking anybody.</summary>
    public IEnumerable<SecretVersions> Known => _secrets.Values.Select(secret => secret.Peek).OfType<SecretVersions>();

    /// <summary>Every version of the secret that is enabled.</summary>
    /// <exception cref="OutageException">The vault cannot be reached and there is nothing young enough in memory.</exception>
    public async ValueTask<SecretVersions> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await Cached(name).GetAsync(cancellationToken);
        }
        catch (ValueUnavailableException cause)
        {
            throw Unavailable(cause);
        }
    }

    /// <summary>Asks the vault again because these versions did not do; gives the same ones when there is nothing newer.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public ValueTask<SecretVersions> RenewAsync(SecretVersions wanting, CancellationToken cancellationToken) =>
        RenewAsync(Cached(wanting.Name).RenewAsync(wanting, cancellationToken));

    /// <summary>The same, paid from a budget of the caller's own.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public ValueTask<SecretVersions> RenewAsync(SecretVersions wanting, CoolDown budget, CancellationToken cancellationToken) =>
        RenewAsync(Cached(wanting.Name).RenewAsync(wanting, budget, cancellationToken));

    /// <summary>The newest version that may be used now; when there is none, the vault is asked again before that is said.</summary>
    public async ValueTask<Outcome<SecretVersion>> NewestAsync(string name, CancellationToken cancellationToken)
    {
        var versions = await GetAsync(name, cancellationToken);
        if (versions.Usable(clock.GetUtcNow()).FirstOrDefault() is { } newest)
        {
            return newest;
        }

        versions = await RenewAsync(versions, cancellationToken);
        return versions.Usable(clock.GetUtcNow()).FirstOrDefault() is { } found
            ? found
            : Catalogue.Misconfigured.Because("A configured secret has no usable version in the vault.");
    }

    /// <summary>What is known of the secret, without asking anybody.</summary>
    public SecretVersions? Peek(string name) => _secrets.TryGetValue(name, out var secret) ? secret.Peek : null;

    /// <summary>Whether the vault failed when it was last asked for any secret.</summary>
    public bool IsFailing => _secrets.Values.Any(secret => secret.IsFailing);

    /// <summary>Brings the next read of this secret forward; false when it is none of ours.</summary>
    public bool BringForward(string name)
    {
        if (!_secrets.TryGetValue(name, out var secret))
        {
            return false;
        }

        secret.BringForward();
        return true;
    }

    private static async ValueTask<SecretVersions> RenewAsync(ValueTask<SecretVersions> renewal)
    {
        try
        {
            return await renewal;
        }
        catch (ValueUnavailableException cause)
        {
            throw Unavailable(cause);
        }
    }

    private static OutageException Unavailable(ValueUnavailableException cause) =>
        new(Catalogue.VaultUnavailable with { RetryAfter = cause.RetryAfter }, cause);

    private RefreshingValue<SecretVersions> Cached(string name) => _secrets.GetOrAdd(name, Create);

    private RefreshingValue<SecretVersions> Create(string name) => new(
        _policy,
        async (known, cancellationToken) =>
        {
            var versions = await calls.MeasureAsync(TelemetryNames.Calls.Secret, name, () => reader.ReadAsync(name, known, cancellationToken));
            if (known is not null && !versions.Equals(known))
            {
                audit.KeysChanged(name, known.Ids, versions.Ids);
            }

            return versions;
        },
        clock,
        cause => audit.SecretReadFailed(name, cause.GetType().Name, (cause as Azure.RequestFailedException)?.Status ?? 0));
}
