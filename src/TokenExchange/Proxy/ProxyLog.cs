using Microsoft.Extensions.Logging;

namespace TokenExchange.Proxy;

/// <summary>Log messages of the proxy: route ids and names of headers, never values, paths, queries or bodies. Event ids 1600-1699.</summary>
internal static partial class ProxyLog
{
    [LoggerMessage(1600, LogLevel.Warning, "A call to the upstream of route {Route} failed: {Code}. Cause: {Cause}. Trace {TraceId}.")]
    public static partial void UpstreamFailed(this ILogger logger, string route, string code, string cause, string traceId);

    [LoggerMessage(1601, LogLevel.Warning, "Response header {Header} of route {Route} contained the route's credential and was dropped. Trace {TraceId}.")]
    public static partial void CredentialInHeader(this ILogger logger, string header, string route, string traceId);
}
