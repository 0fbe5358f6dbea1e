using Microsoft.Extensions.Logging;

namespace TokenExchange.Events;

/// <summary>Log messages of the events room. Event ids 1800-1899.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(1800, LogLevel.Information, "Event Grid reports a change of the secret {Name}; the next use reads it from the vault.")]
    public static partial void SecretEvent(this ILogger logger, string name);
}
