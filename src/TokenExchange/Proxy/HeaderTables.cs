using System.Collections.Frozen;

namespace TokenExchange.Proxy;

/// <summary>Which headers cross, as data: an allow-list towards the upstream, a deny-list towards the browser.</summary>
internal static class HeaderTables
{
    /// <summary>Towards the upstream: what describes the request, nothing that describes the browser's relation to us.</summary>
    public static FrozenSet<string> Request { get; } = Names(
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Type", "Idempotency-Key",
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Last-Event-ID", "Prefer", "Range", "User-Agent");

    /// <summary>Never towards the upstream, whatever a route's own list says.</summary>
    public static FrozenSet<string> NeverRequest { get; } = Names(
        "Authorization", "Connection", "Content-Length", "Cookie", "Expect", "Forwarded", "Host", "HTTP2-Settings", "Keep-Alive", "Origin", "Proxy-Authorization",
        "Proxy-Connection", "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "X-CSRF", "X-Functions-Key");

    /// <summary>Towards the browser: what would act on our origin, names the upstream's software, or belongs to one connection.</summary>
    public static FrozenSet<string> DeniedResponse { get; } = Names(
        "Alt-Svc", "Cache-Control", "Clear-Site-Data", "Content-Security-Policy", "Content-Security-Policy-Report-Only", "Cross-Origin-Embedder-Policy",
        "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Expires", "Link", "NEL", "Permissions-Policy", "Pragma", "Public-Key-Pins", "Referrer-Policy",
        "Refresh", "Report-To", "Reporting-Endpoints", "Server", "Server-Timing", "Service-Worker-Allowed", "SourceMap", "Strict-Transport-Security", "Vary",
        "Via", "WWW-Authenticate", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Content-Type-Options", "X-Frame-Options", "X-Powered-By", "X-SourceMap",
        "X-XSS-Protection");

    /// <summary>Never towards the browser, whatever a route's own list says.</summary>
    public static FrozenSet<string> NeverResponse { get; } = Names(
        "Connection", "Content-Location", "Content-Security-Policy", "Cache-Control", "Keep-Alive", "Location", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Connection",
        "Set-Cookie", "Set-Cookie2", "Strict-Transport-Security", "TE", "TE-Error", "Trailer", "Transfer-Encoding", "Upgrade", "X-Content-Type-Options");

    /// <summary>Families that cross in neither direction.</summary>
    public static bool IsNeverFamily(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-MS-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-ARR-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Azure-", StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
