using Microsoft.Extensions.Logging;

namespace TokenExchange.Sessions;

/// <summary>What the sessions room says: pseudonyms of sessions, never users or tokens. Event ids 1400-1499.</summary>
internal static partial class SessionsLog
{
    [LoggerMessage(1402, LogLevel.Warning, "Session {Session} could not be refreshed ({Code}); it is kept. {Reason}")]
    public static partial void RefreshFailed(this ILogger logger, string session, string code, string reason);
}
