using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>Log messages of the telemetry room, apart from the audit log. Event ids 2000-2099.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(2000, LogLevel.Warning, "More than {Most} records of event {Event} within one minute. Further records of this minute are not written.")]
    public static partial void RecordsLeftOut(this ILogger logger, int most, int @event);
}
