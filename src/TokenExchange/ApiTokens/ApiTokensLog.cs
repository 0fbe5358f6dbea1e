using Microsoft.Extensions.Logging;

namespace TokenExchange.ApiTokens;

/// <summary>Log messages about tokens for APIs: route ids, pseudonyms of sessions and reasons, never tokens. Event ids 2100-2199.</summary>
internal static partial class ApiTokensLog
{
    [LoggerMessage(2100, LogLevel.Warning, "The provider issued no token of the application for route {Route}. {Reason}")]
    public static partial void ApplicationTokenFailed(this ILogger logger, string route, string reason);
}
