using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>Writes records up to the cap, and reports once a minute that records were left out.</summary>
/// <param name="loggers">Creates the inner logger.</param>
/// <param name="category">The log category.</param>
/// <param name="cap">The cap shared by all loggers.</param>
/// <param name="isCapped">The events that are capped.</param>
internal sealed class CappedLogger(ILoggerFactory loggers, string category, RecordCap cap, Func<EventId, bool> isCapped) : ILogger
{
    private readonly ILogger _logger = loggers.CreateLogger(category);
    private readonly ILogger _notices = loggers.CreateLogger<RecordCap>();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!_logger.IsEnabled(logLevel))
        {
            return;
        }

        var number = isCapped(eventId) ? cap.Count(eventId.Id) : 0;
        if (number <= RecordCap.MostPerMinute)
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        else if (number == RecordCap.MostPerMinute + 1)
        {
            _notices.RecordsLeftOut(RecordCap.MostPerMinute, eventId.Id);
        }
    }
}

/// <summary>The logger for classes of the service: all its records are capped. Classes take this instead of <see cref="ILogger{T}"/>.</summary>
internal sealed class CappedLogger<T>(ILoggerFactory loggers, RecordCap cap) : ILogger<T>
{
    private readonly CappedLogger _logger = new(loggers, typeof(T).FullName!, cap, _ => true);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logger.Log(logLevel, eventId, state, exception, formatter);
}
