using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Tests.Stand;

/// <summary>Every log record of a stand, as a reader of the log would see it, exceptions included.</summary>
[ProviderAlias("Sink")]
internal sealed class LogSink : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The lines are wanted after the host is gone.
    }

    private sealed class Logger(LogSink sink, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            sink._lines.Enqueue(new LogLine(category, logLevel, eventId.Id, $"{formatter(state, exception)} {exception}")
            {
                Event = eventId.Name ?? "",
                Fields = (state as IEnumerable<KeyValuePair<string, object?>>)?.Where(field => field.Key != "{OriginalFormat}")
                    .ToDictionary(field => field.Key, field => $"{field.Value}", StringComparer.Ordinal) ?? [],
            });
    }
}

/// <summary>One log record.</summary>
internal sealed record LogLine(string Category, LogLevel Level, int Id, string Text)
{
    /// <summary>Name of the event.</summary>
    public required string Event { get; init; }

    /// <summary>The fields beside the text.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }
}
