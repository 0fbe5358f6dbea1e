using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Provider;

/// <summary>The provider's metadata, cached: refreshed twice a day; the last valid document is used for up to three days while the provider is unavailable.</summary>
internal sealed class ProviderDirectory
{
    private readonly RefreshingValue<ProviderMetadata> _metadata;

    public ProviderDirectory(MetadataReader reader, KeptDocuments kept, OutboundCalls calls, TimeProvider clock, CappedLogger<ProviderDirectory> logger)
    {
        var policy = new RefreshPolicy
        {
            FreshFor = TimeSpan.FromHours(12),
            UsableFor = TimeSpan.FromHours(72),
            StaleWait = TimeSpan.Zero,
            CoolDown = TimeSpan.FromSeconds(1),
            CoolDownCeiling = TimeSpan.FromSeconds(30),
        };
        var source = new RefreshSource<ProviderMetadata>
        {
            Fetch = async (_, cancellationToken) =>
            {
                var text = await calls.MeasureAsync(TelemetryNames.Calls.Discovery, null, () => reader.FetchAsync(cancellationToken));
                var metadata = reader.Parse(text);
                kept.Keep(KeptDocuments.Discovery, text, policy.UsableFor);
                return metadata;
            },
            Restore = cancellationToken => kept.RestoreAsync(KeptDocuments.Discovery, policy.UsableFor, reader.Parse, cancellationToken),
            Failed = cause => logger.DiscoveryFailed(Cause.Of(cause), Cause.ReasonOf(cause)),
            Outage = Catalogue.ProviderUnavailable.WithReason("The discovery document cannot be fetched now."),
        };
        _metadata = new RefreshingValue<ProviderMetadata>(policy, source, clock);
    }

    /// <summary>Whether the last fetch failed.</summary>
    public bool IsFailing => _metadata.IsFailing;

    /// <exception cref="OutageException">The provider cannot be reached and nothing usable is known of it.</exception>
    public ValueTask<ProviderMetadata> GetAsync(CancellationToken cancellationToken) => _metadata.GetAsync(cancellationToken);
}
