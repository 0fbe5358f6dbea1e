using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace TokenExchange.Tests.Stand;

/// <summary>Every log record of a stand, as a reader of the log would see it, exceptions included; collected by Microsoft's fake logger.</summary>
[ProviderAlias("Sink")]
internal sealed class LogSink : ILoggerProvider
{
    private readonly FakeLogCollector _collector = new();

    public IReadOnlyList<LogLine> Lines => [.. _collector.GetSnapshot().Select(LogLine.Of)];

    public ILogger CreateLogger(string categoryName) => new FakeLogger(_collector, categoryName);

    public void Dispose()
    {
        // The lines are wanted after the host is gone.
    }
}

/// <summary>One log record.</summary>
internal sealed record LogLine(string Category, LogLevel Level, int Id, string Text)
{
    /// <summary>Name of the event.</summary>
    public required string Event { get; init; }

    /// <summary>The fields beside the text.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    public static LogLine Of(FakeLogRecord record) => new(record.Category ?? "", record.Level, record.Id.Id, $"{record.Message} {record.Exception}")
    {
        Event = record.Id.Name ?? "",
        Fields = (record.State as IReadOnlyList<KeyValuePair<string, string?>>)?.Where(field => field.Key != "{OriginalFormat}")
            .ToDictionary(field => field.Key, field => field.Value ?? "", StringComparer.Ordinal) ?? [],
    };
}
