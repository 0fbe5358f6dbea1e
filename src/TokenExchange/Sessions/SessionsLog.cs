using Microsoft.Extensions.Logging;

namespace TokenExchange.Sessions;

/// <summary>What the sessions room says: pseudonyms of sessions, never users or tokens. Event ids 1400-1499.</summary>
internal static partial class SessionsLog
{
    [LoggerMessage(1402, LogLevel.Warning, "Session {Session} could not be refreshed ({Code}); it is kept. {Reason}")]
    public static partial void RefreshFailed(this ILogger logger, string session, string code, string reason);

    [LoggerMessage(1403, LogLevel.Warning, "The provider refused to refresh session {Session} again ({Code}); the session was ended. {Reason}")]
    public static partial void RefreshRefused(this ILogger logger, string session, string code, string reason);

    [LoggerMessage(1404, LogLevel.Warning, "The ID token of a refresh of session {Session} was discarded; the new access token is used and the claims stay as they were. {Reason}")]
    public static partial void IdTokenDiscarded(this ILogger logger, string session, string reason);

    [LoggerMessage(1405, LogLevel.Warning, "A record in the log of ended sessions could not be opened; it was ignored. It was written with another session key or changed by somebody else.")]
    public static partial void LogRecordUnreadable(this ILogger logger);

    [LoggerMessage(1406, LogLevel.Warning, "The log of ended sessions could not be read or written. What is known here stays in use; what ends here is written later. {Reason}")]
    public static partial void EndedSessionsNotShared(this ILogger logger, string reason);

    [LoggerMessage(1407, LogLevel.Warning, "Session {Session} ended while it was refreshed; its new refresh token is revoked.")]
    public static partial void RefreshedAfterEnd(this ILogger logger, string session);

    [LoggerMessage(1408, LogLevel.Warning, "The payload of a ticket of session {Session} is not in shared state or was not written by this service; the cookie was ignored.")]
    public static partial void PayloadAbsent(this ILogger logger, string session);

    [LoggerMessage(1409, LogLevel.Warning, "The new tokens of session {Session} could not be written to shared state; they are used, and the browser keeps its cookies until they can be written. {Reason}")]
    public static partial void PayloadNotStored(this ILogger logger, string session, string reason);

    [LoggerMessage(1410, LogLevel.Warning, "The payload of a ticket could not be deleted from shared state; it expires with its session. {Reason}")]
    public static partial void PayloadNotDeleted(this ILogger logger, string reason);

    [LoggerMessage(1411, LogLevel.Warning, "Session {Session} was signed out, but its refresh token could not be read from shared state and was not revoked at the provider. {Reason}")]
    public static partial void RefreshTokenNotRead(this ILogger logger, string session, string reason);

    [LoggerMessage(1412, LogLevel.Warning, "Session {Session} was signed out, but its ID token could not be read from shared state; the provider's address carries no id_token_hint. {Reason}")]
    public static partial void IdTokenNotRead(this ILogger logger, string session, string reason);
}
