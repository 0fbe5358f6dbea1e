using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>What the telemetry room writes besides the audit stream. Event ids 2000-2099.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(2000, LogLevel.Warning, "More than {Most} records of event {Event} within a minute: the rest of this minute is left out.")]
    public static partial void RecordsLeftOut(this ILogger logger, int most, int @event);
}
