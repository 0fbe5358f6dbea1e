using Microsoft.Extensions.Logging;

namespace TokenExchange.Sessions;

/// <summary>What the sessions room says: pseudonyms of sessions, never users or tokens. Event ids 1400-1499.</summary>
internal static partial class SessionsLog
{
    [LoggerMessage(1400, LogLevel.Information, "Session {Session} was signed out. Trace {TraceId}.")]
    public static partial void LoggedOut(this ILogger logger, string session, string traceId);

    [LoggerMessage(1401, LogLevel.Information, "Session {Session} ended: the provider answers invalid_grant.")]
    public static partial void GrantEnded(this ILogger logger, string session);

    [LoggerMessage(1403, LogLevel.Information, "The provider ended {What} by a back-channel logout. Trace {TraceId}.")]
    public static partial void EndedByProvider(this ILogger logger, string what, string traceId);

    [LoggerMessage(1402, LogLevel.Warning, "Session {Session} could not be refreshed ({Code}); it is kept.")]
    public static partial void RefreshFailed(this ILogger logger, string session, string code);
}
