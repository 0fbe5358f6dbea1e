using Microsoft.Extensions.Logging;

namespace TokenExchange.Proxy;

/// <summary>What the proxy says: route ids, never paths, queries or bodies. Event ids 1600-1699.</summary>
internal static partial class ProxyLog
{
    [LoggerMessage(1600, LogLevel.Warning, "The upstream of route {Route} failed: {Code}, caused by {Cause}. Trace {TraceId}.")]
    public static partial void UpstreamFailed(this ILogger logger, string route, string code, string cause, string traceId);
}
