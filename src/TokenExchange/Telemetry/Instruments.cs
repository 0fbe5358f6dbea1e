using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TokenExchange.Telemetry;

/// <summary>The one <see cref="ActivitySource"/>, the one <see cref="Meter"/> and its instruments.</summary>
internal sealed class Instruments
{
    /// <summary>Bounds in seconds, from OpenTelemetry's advice for HTTP, with the platform's end of 230 s above.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 100, 230] };

    private readonly Meter _meter;
    private readonly TimeProvider _clock;

    public Instruments(IMeterFactory meters, TimeProvider clock)
    {
        _meter = meters.Create(TelemetryNames.Source);
        _clock = clock;
        RequestDuration = _meter.CreateHistogram(TelemetryNames.RequestDuration, "s", "How long a request took, by route, status and failure code.", null, Seconds);
        CallDuration = _meter.CreateHistogram(TelemetryNames.CallDuration, "s", "How long a call to the vault, the provider or an upstream took.", null, Seconds);
        HeadersDropped = _meter.CreateCounter<long>(TelemetryNames.HeadersDropped, "{header}", "Response headers of upstreams that held the route's credential.");
        AuditEvents = _meter.CreateCounter<long>(TelemetryNames.AuditEvents, "{event}", "Events of the audit stream.");
    }

    public static ActivitySource Activities { get; } = new(TelemetryNames.Source);

    public Histogram<double> RequestDuration { get; }

    public Histogram<double> CallDuration { get; }

    public Counter<long> HeadersDropped { get; }

    public Counter<long> AuditEvents { get; }

    /// <summary>A moment to measure from.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>Records how long something took, and tells its span the same.</summary>
    public void Record(Histogram<double> duration, long began, Activity? span, in TagList tags)
    {
        duration.Record(_clock.GetElapsedTime(began).TotalSeconds, tags);
        foreach (var (name, value) in tags)
        {
            span?.SetTag(name, value);
        }
    }

    /// <summary>Has a number of days read for each secret whenever metrics are collected.</summary>
    public void ObserveSecrets(string name, string description, Func<IEnumerable<(string Secret, TimeSpan Span)>> read) => _meter.CreateObservableGauge(
        name,
        () => read().Select(secret => new Measurement<double>(secret.Span.TotalDays, new KeyValuePair<string, object?>(TelemetryNames.SecretTag, secret.Secret))),
        "d",
        description);
}
