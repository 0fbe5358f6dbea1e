using Microsoft.Extensions.Logging;

namespace TokenExchange.Events;

/// <summary>What the events room says. Event ids 1800-1899.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(1800, LogLevel.Information, "The vault says that the secret {Name} changed; it is read again when it is next used.")]
    public static partial void SecretEvent(this ILogger logger, string name);
}
