using System.Collections.Frozen;

namespace TokenExchange.Proxy;

/// <summary>Which headers cross, as data: an allow-list in each direction, which a route may extend, and what no route may add to it.</summary>
internal static class HeaderTables
{
    /// <summary>Towards the upstream: what describes the request, nothing that describes the browser's relation to us.</summary>
    public static FrozenSet<string> Request { get; } = Names(
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Type", "Idempotency-Key",
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Last-Event-ID", "Prefer", "Range", "User-Agent");

    /// <summary>
    /// Of these, what an upstream may ignore (RFC 9110 sections 10.1.5 and 12.5.4, RFC 7240 section 2): a value that cannot be sent is left out. To leave
    /// out another header would change what the request asks for.
    /// </summary>
    public static FrozenSet<string> Advice { get; } = Names("Accept-Language", "Prefer", "User-Agent");

    /// <summary>
    /// Towards the browser: what describes the representation (RFC 9110 section 8, RFC 9530), what a page needs in order to call again (limits, methods,
    /// deprecation), and ids by which the API's log can be searched. None of these acts on our origin or on a server in front of us. <c>Location</c> is
    /// mapped elsewhere; <c>Date</c> and <c>Age</c> are not needed, because the answer is ours and is not cached.
    /// </summary>
    public static FrozenSet<string> Response { get; } = Names(
        "Accept-Patch", "Accept-Post", "Accept-Ranges", "Allow", "Content-Digest", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
        "Content-Range", "Content-Type", "Deprecation", "ETag", "Last-Modified", "Preference-Applied", "RateLimit", "RateLimit-Limit", "RateLimit-Policy",
        "RateLimit-Remaining", "RateLimit-Reset", "Repr-Digest", "Retry-After", "Sunset", "X-Correlation-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining",
        "X-RateLimit-Reset", "X-Request-Id", "X-Total-Count");

    private static readonly FrozenSet<string> NeverRequest = Names(
        "Authorization", "Connection", "Content-Length", "Cookie", "Expect", "Forwarded", "Host", "HTTP2-Settings", "Keep-Alive", "Origin",
        "Proxy-Connection", "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "X-CSRF", "X-Functions-Key",
        "baggage", "Correlation-Context", "Request-Id", "traceparent", "tracestate"); // the caller's trace context

    private static readonly FrozenSet<string> NeverResponse = Names(
        // one connection, its framing, and the credentials on it
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Authentication-Info", "Authorization", "WWW-Authenticate",
        // addresses behind us, and what only the service says
        "Content-Location", "Location", "TE-Error",
        // cookies, logins and storage of our origin
        "Activate-Storage-Access", "Clear-Site-Data", "IdP-SignIn-Status", "Set-Cookie", "Set-Cookie2", "Set-Login",
        // policies of our origin, and our own headers
        "Document-Policy", "Document-Policy-Report-Only", "Feature-Policy", "Integrity-Policy", "Integrity-Policy-Report-Only", "Origin-Agent-Cluster", "Origin-Trial",
        "P3P", "Permissions-Policy", "Permissions-Policy-Report-Only", "Referrer-Policy", "Require-Document-Policy", "Strict-Transport-Security", "Expect-CT",
        "Public-Key-Pins", "Public-Key-Pins-Report-Only", "X-Content-Type-Options", "X-DNS-Prefetch-Control", "X-Frame-Options", "X-Permitted-Cross-Domain-Policies",
        "X-XSS-Protection",
        // what makes the browser load, report, navigate, or choose another server
        "Accept-CH", "Accept-CH-Lifetime", "Alt-Svc", "Critical-CH", "NEL", "Observe-Browsing-Topics", "Refresh", "Report-To", "Reporting-Endpoints",
        "Service-Worker-Allowed", "Shared-Storage-Write", "SourceMap", "Speculation-Rules", "Supports-Loading-Mode", "Use-As-Dictionary", "X-SourceMap",
        // caches, of the browser and in front of us
        "Cache-Control", "Expires", "No-Vary-Search", "Pragma", "Surrogate-Control", "Surrogate-Key", "Vary",
        // what a server in front of us obeys
        "X-LIGHTTPD-send-file", "X-Reproxy-URL", "X-Sendfile");

    /// <summary>Families that cross in neither direction.</summary>
    private static readonly string[] NeverFamilies = ["Access-Control-", "Proxy-", "Sec-", "X-ARR-", "X-Azure-", "X-Forwarded-", "X-MS-"];

    private static readonly string[] NeverResponseFamilies =
        ["Ad-Auction-", "Attribution-Reporting-", "Content-Security-Policy", "Cross-Origin-", "Secure-Session-", "X-Accel-"];

    /// <summary>Never towards the upstream, whatever a route's own list says.</summary>
    public static bool IsNeverRequest(string name) => NeverRequest.Contains(name) || IsOf(NeverFamilies, name);

    /// <summary>Never towards the browser, whatever a route's own list says.</summary>
    public static bool IsNeverResponse(string name) =>
        NeverResponse.Contains(name) || IsOf(NeverFamilies, name) || IsOf(NeverResponseFamilies, name)
        || name.EndsWith("-Cache-Control", StringComparison.OrdinalIgnoreCase); // CDN-Cache-Control (RFC 9213) and its targets by name

    private static bool IsOf(string[] families, string name) => families.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase));

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
