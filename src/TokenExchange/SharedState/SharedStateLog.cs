using Microsoft.Extensions.Logging;

namespace TokenExchange.SharedState;

/// <summary>Log messages about the shared state. Event ids 1750-1779.</summary>
internal static partial class SharedStateLog
{
    [LoggerMessage(1750, LogLevel.Warning, "Shared state is unavailable: a refresh or login runs without a claim. Another instance may run it too. {Reason}")]
    public static partial void RunsWithoutClaim(this ILogger logger, string reason);

    [LoggerMessage(1751, LogLevel.Warning, "A result could not be written to shared state; it is written again later. Other instances do not know it until then. {Reason}")]
    public static partial void ResultNotStored(this ILogger logger, string reason);
}
