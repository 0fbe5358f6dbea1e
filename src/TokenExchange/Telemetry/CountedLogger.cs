using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>Counts every record by its event name, whether or not the log writes it.</summary>
internal sealed class CountedLogger(ILogger logger, Counter<long> counter) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => true;

    [SuppressMessage("Design", "CA1031", Justification = "A failing logger provider must not lose a session or a rotated token.")]
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            counter.Add(1, new KeyValuePair<string, object?>(TelemetryNames.EventTag, eventId.Name));
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // Logging itself failed, so it cannot be logged.
        }
    }
}
