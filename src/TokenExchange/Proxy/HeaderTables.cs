using System.Collections.Frozen;

namespace TokenExchange.Proxy;

/// <summary>The headers that are forwarded, as data: an allow-list for each direction that a route may extend, and the headers that no route may add.</summary>
internal static class HeaderTables
{
    /// <summary>To the upstream: headers that describe the request, none that concern the browser's relation to this service.</summary>
    public static FrozenSet<string> Request { get; } = Names(
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Type", "Grpc-Timeout", "Idempotency-Key",
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Last-Event-ID", "Prefer", "Range", "User-Agent", "X-Grpc-Web",
        "X-User-Agent");

    /// <summary>
    /// Those that an upstream may ignore (RFC 9110 sections 10.1.5 and 12.5.4, RFC 7240 section 2): a value that cannot be sent is left out. Without
    /// any other header the request would have a different meaning.
    /// </summary>
    public static FrozenSet<string> Advice { get; } = Names("Accept-Language", "Prefer", "User-Agent", "X-User-Agent");

    /// <summary>
    /// To the browser: headers that describe the representation (RFC 9110 section 8, RFC 9530), that a page needs for further calls (limits, methods,
    /// deprecation), and ids for the API's log. None of these affects this service's origin or a reverse proxy. <c>Location</c> is
    /// mapped elsewhere; gRPC-Web has its status there when there is no message, and in the body otherwise; <c>Date</c> and <c>Age</c> are not needed, because the response is this service's own and is not cached.
    /// </summary>
    public static FrozenSet<string> Response { get; } = Names(
        "Accept-Patch", "Accept-Post", "Accept-Ranges", "Allow", "Content-Digest", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
        "Content-Range", "Content-Type", "Deprecation", "ETag", "Grpc-Message", "Grpc-Status", "Grpc-Status-Details-Bin", "Last-Modified", "Preference-Applied", "RateLimit", "RateLimit-Limit", "RateLimit-Policy",
        "RateLimit-Remaining", "RateLimit-Reset", "Repr-Digest", "Retry-After", "Sunset", "X-Correlation-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining",
        "X-RateLimit-Reset", "X-Request-Id", "X-Total-Count");

    private static readonly FrozenSet<string> NeverRequest = Names(
        "Authorization", "Connection", "Content-Length", "Cookie", "Expect", "Forwarded", "Host", "HTTP2-Settings", "Keep-Alive", "Origin",
        "Proxy-Connection", "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "X-CSRF", "X-Functions-Key",
        "baggage", "Correlation-Context", "Request-Id", "traceparent", "tracestate"); // the caller's trace context

    private static readonly FrozenSet<string> NeverResponse = Names(
        // the connection, its framing and its credentials
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Authentication-Info", "Authorization", "WWW-Authenticate",
        // internal addresses, and headers that only this service sends
        "Content-Location", "Location", "TE-Error",
        // cookies, logins and storage of this service's origin
        "Activate-Storage-Access", "Clear-Site-Data", "IdP-SignIn-Status", "Set-Cookie", "Set-Cookie2", "Set-Login",
        // policies of this service's origin, and its own headers
        "Document-Policy", "Document-Policy-Report-Only", "Feature-Policy", "Integrity-Policy", "Integrity-Policy-Report-Only", "Origin-Agent-Cluster", "Origin-Trial",
        "P3P", "Permissions-Policy", "Permissions-Policy-Report-Only", "Referrer-Policy", "Require-Document-Policy", "Strict-Transport-Security", "Expect-CT",
        "Public-Key-Pins", "Public-Key-Pins-Report-Only", "X-Content-Type-Options", "X-DNS-Prefetch-Control", "X-Frame-Options", "X-Permitted-Cross-Domain-Policies",
        "X-XSS-Protection",
        // headers that make the browser load, report, navigate or use another server
        "Accept-CH", "Accept-CH-Lifetime", "Alt-Svc", "Critical-CH", "NEL", "Observe-Browsing-Topics", "Refresh", "Report-To", "Reporting-Endpoints",
        "Service-Worker-Allowed", "Shared-Storage-Write", "SourceMap", "Speculation-Rules", "Supports-Loading-Mode", "Use-As-Dictionary", "X-SourceMap",
        // caches of the browser and of reverse proxies
        "Cache-Control", "Expires", "No-Vary-Search", "Pragma", "Surrogate-Control", "Surrogate-Key", "Vary",
        // instructions to reverse proxies
        "X-LIGHTTPD-send-file", "X-Reproxy-URL", "X-Sendfile");

    /// <summary>Prefixes of headers that are forwarded in neither direction.</summary>
    private static readonly string[] NeverFamilies = ["Access-Control-", "Proxy-", "Sec-", "X-ARR-", "X-Azure-", "X-Forwarded-", "X-MS-"];

    private static readonly string[] NeverResponseFamilies =
        ["Ad-Auction-", "Attribution-Reporting-", "Content-Security-Policy", "Cross-Origin-", "Secure-Session-", "X-Accel-"];

    /// <summary>Never forwarded to the upstream, whatever the route lists.</summary>
    public static bool IsNeverRequest(string name) => NeverRequest.Contains(name) || IsOf(NeverFamilies, name);

    /// <summary>Never forwarded to the browser, whatever the route lists.</summary>
    public static bool IsNeverResponse(string name) =>
        NeverResponse.Contains(name) || IsOf(NeverFamilies, name) || IsOf(NeverResponseFamilies, name)
        || name.EndsWith("-Cache-Control", StringComparison.OrdinalIgnoreCase); // CDN-Cache-Control (RFC 9213) and its targets by name

    private static bool IsOf(string[] families, string name)
    {
        foreach (var family in families)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
