using Microsoft.Extensions.Logging;

namespace TokenExchange.Login;

/// <summary>What the login room says. Event ids 1500-1599.</summary>
internal static partial class LoginLog
{
    [LoggerMessage(1500, LogLevel.Information, "A login began. Trace {TraceId}.")]
    public static partial void LoginBegun(this ILogger logger, string traceId);
}
