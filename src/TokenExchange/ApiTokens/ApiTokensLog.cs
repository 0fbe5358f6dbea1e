using Microsoft.Extensions.Logging;

namespace TokenExchange.ApiTokens;

/// <summary>Log messages about tokens for APIs: route ids, pseudonyms of sessions and reasons, never tokens. Event ids 2100-2199.</summary>
internal static partial class ApiTokensLog
{
    [LoggerMessage(2100, LogLevel.Warning, "The provider issued no token of the application for route {Route}. {Reason}")]
    public static partial void ApplicationTokenFailed(this ILogger logger, string route, string reason);

    [LoggerMessage(2101, LogLevel.Warning, "Session {Session}: the provider issued no token for an API ({Grant}): {Code}. {Reason}")]
    public static partial void ExchangeFailed(this ILogger logger, string session, string grant, string code, string reason);

    [LoggerMessage(2102, LogLevel.Information, "Session {Session}: the provider does not exchange its access token ({Grant}): {Code}. {Reason}")]
    public static partial void ExchangeRefused(this ILogger logger, string session, string grant, string code, string reason);
}
