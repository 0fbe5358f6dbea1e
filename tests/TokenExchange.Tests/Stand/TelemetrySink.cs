using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TokenExchange.Telemetry;

namespace TokenExchange.Tests.Stand;

/// <summary>What a collector would be sent: every span of the process, and the measurements of the instances that are listened to.</summary>
internal sealed class TelemetrySink : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<Reading> _readings = new();
    private readonly ConcurrentDictionary<object, bool> _meters = new();
    private readonly ActivityListener _listener;
    private readonly MeterListener _metrics = new();

    public TelemetrySink()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope is { } scope && _meters.ContainsKey(scope))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
    }

    /// <summary>Spans of all tests that run now: traces have one listener for the whole process.</summary>
    public IReadOnlyList<Activity> Spans => [.. _spans];

    public IReadOnlyList<Reading> Readings => [.. _readings];

    /// <summary>Everything that was told, as text.</summary>
    public IEnumerable<string> Told =>
        Spans.Select(span => $"{span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} {span.StatusDescription}")
            .Concat(Readings.Select(reading => $"{reading.Name} {string.Join(' ', reading.Tags)}"));

    /// <summary>Keeps the measurements of one instance; has to be told before it makes its instruments.</summary>
    public void Listen(IMeterFactory meters)
    {
        _meters[meters] = true;
        _metrics.Start();
    }

    /// <summary>The values of one instrument, those that are observed read anew.</summary>
    public IReadOnlyList<Reading> Of(string name)
    {
        _metrics.RecordObservableInstruments();
        return [.. Readings.Where(reading => reading.Name == name)];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _metrics.Dispose();
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _readings.Enqueue(
        new Reading(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}", StringComparer.Ordinal)));
}

/// <summary>One measurement.</summary>
internal sealed record Reading(string Name, double Value, IReadOnlyDictionary<string, string> Tags);
