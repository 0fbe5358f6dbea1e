using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TokenExchange.Telemetry;

/// <summary>The service's <see cref="ActivitySource"/>, its <see cref="Meter"/> and the instruments.</summary>
internal sealed class Instruments
{
    /// <summary>Bucket boundaries in seconds: OpenTelemetry's advice for HTTP, and above it the platform's time-out of 230 s.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 100, 230] };

    private readonly Meter _meter;
    private readonly TimeProvider _clock;

    public Instruments(IMeterFactory meters, TimeProvider clock)
    {
        _meter = meters.Create(TelemetryNames.Source);
        _clock = clock;
        RequestDuration = _meter.CreateHistogram(TelemetryNames.RequestDuration, "s", "Duration of requests, by route, status and error code.", null, Seconds);
        CallDuration = _meter.CreateHistogram(TelemetryNames.CallDuration, "s", "Duration of calls to the vault, the provider or an upstream.", null, Seconds);
        HeadersDropped = _meter.CreateCounter<long>(TelemetryNames.HeadersDropped, "{header}", "Response headers of upstreams that contained the route's credential.");
        AuditEvents = _meter.CreateCounter<long>(TelemetryNames.AuditEvents, "{event}", "Events of the audit log.");
    }

    public static ActivitySource Activities { get; } = new(TelemetryNames.Source);

    public Histogram<double> RequestDuration { get; }

    public Histogram<double> CallDuration { get; }

    public Counter<long> HeadersDropped { get; }

    public Counter<long> AuditEvents { get; }

    /// <summary>A time stamp to measure from.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>Records a duration in the histogram and in the span.</summary>
    public void Record(Histogram<double> duration, long began, Activity? span, in TagList tags)
    {
        duration.Record(_clock.GetElapsedTime(began).TotalSeconds, tags);
        if (span is { IsAllDataRequested: true })
        {
            foreach (var (name, value) in tags)
            {
                span.SetTag(name, value);
            }
        }
    }

    /// <summary>Registers a gauge of days for each secret.</summary>
    public void ObserveSecrets(string name, string description, Func<IEnumerable<(string Secret, TimeSpan Span)>> read) => _meter.CreateObservableGauge(
        name,
        () => read().Select(secret => new Measurement<double>(secret.Span.TotalDays, new KeyValuePair<string, object?>(TelemetryNames.SecretTag, secret.Secret))),
        "d",
        description);
}
