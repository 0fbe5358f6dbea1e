using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>Counts every record by the name of its event, whether or not anybody listens to the log.</summary>
internal sealed class CountedLogger(ILogger logger, Counter<long> counter) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => true;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a listener throws: a record that is lost must not cost a session or a rotated token.")]
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            counter.Add(1, new KeyValuePair<string, object?>(TelemetryNames.EventTag, eventId.Name));
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // Nobody can be told: telling is what failed.
        }
    }
}
