using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>Which headers cross a route, by the tables and by its own lists.</summary>
public sealed class ProxyRouteTests
{
    private static readonly ProxyRouteOptions Plain = new()
    {
        Destination = new Uri("https://api.example/v1/"),
        Paths = ["/"],
        Credential = "none",
    };

    public static TheoryData<string> NeverIn { get; } =
    [
        "Authorization", "authorization", "Cookie", "COOKIE", "Host", "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Proxy-Authorization", "Proxy-Connection", "Proxy-X",
        "Content-Length", "Expect", "Origin", "Referer", "Via", "X-CSRF", "x-csrf", "X-Functions-Key", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "X-Forwarded-Anything", "Forwarded",
        "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-WebSocket-Key", "X-MS-CLIENT-PRINCIPAL", "X-ARR-SSL", "X-Azure-FDID", "Access-Control-Request-Method", "HTTP2-Settings",
        "traceparent", "Tracestate", "baggage", "Correlation-Context", "Request-Id",
    ];

    public static TheoryData<string> NeverOut { get; } =
    [
        "Set-Cookie", "set-cookie", "Set-Cookie2", "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Location", "TE-Error", "te-error", "Strict-Transport-Security", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "Access-Control-Allow-Origin", "access-control-allow-credentials",
        "X-Forwarded-For", "Sec-Fetch-Site", "X-MS-Anything", "X-ARR-Anything", "X-Azure-Ref",
        "Authorization", "WWW-Authenticate", "Authentication-Info", "Set-Login", "Attribution-Reporting-Register-Source", "attribution-reporting-info", "X-Accel-Redirect", "x-accel-expires",
        "X-Sendfile", "Accept-CH", "Critical-CH", "Use-As-Dictionary", "Secure-Session-Registration", "Sec-Session-Registration", "Speculation-Rules", "No-Vary-Search", "Origin-Agent-Cluster",
        "Document-Policy", "Activate-Storage-Access", "Supports-Loading-Mode", "Clear-Site-Data", "Refresh", "Service-Worker-Allowed", "Alt-Svc", "NEL", "Report-To", "Reporting-Endpoints",
        "Content-Security-Policy-Report-Only", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy-Report-Only", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options", "Vary",
        "Expires", "Pragma", "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Surrogate-Control", "SourceMap", "Public-Key-Pins", "Ad-Auction-Signals", "Shared-Storage-Write",
    ];

    [Theory]
    [InlineData("Accept")]
    [InlineData("accept-language")]
    [InlineData("Content-Type")]
    [InlineData("If-None-Match")]
    [InlineData("Range")]
    [InlineData("Idempotency-Key")]
    [InlineData("User-Agent")]
    public void What_describes_the_request_crosses(string name) => Assert.True(Route(Plain).LetsRequestHeaderCross(name));

    [Theory]
    [InlineData("X-Api-Key")]
    [InlineData("X-Real-IP")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("traceparent")]
    [InlineData("DNT")]
    [InlineData("")]
    public void What_is_not_on_the_list_does_not_cross(string name) => Assert.False(Route(Plain).LetsRequestHeaderCross(name));

    [Theory]
    [MemberData(nameof(NeverIn))]
    public void What_may_never_cross_does_not_even_when_the_route_lists_it(string name) =>
        Assert.False(Route(Plain with { RequestHeaders = [name] }).LetsRequestHeaderCross(name));

    [Fact]
    public void A_route_may_let_more_cross() =>
        Assert.True(Route(Plain with { RequestHeaders = ["X-Tenant"] }).LetsRequestHeaderCross("x-tenant"));

    [Fact]
    public void The_browser_never_speaks_in_the_place_of_our_api_key()
    {
        var route = Plain with { Credential = "api-key", ApiKey = new ApiKeyOptions("k", "X-Api-Key", null), RequestHeaders = ["X-Api-Key"] };

        Assert.False(Route(route).LetsRequestHeaderCross("x-api-key"));
    }

    [Fact]
    public void The_header_of_the_api_key_does_not_come_back()
    {
        var route = Plain with { Credential = "api-key", ApiKey = new ApiKeyOptions("k", "X-Api-Key", null), ResponseHeaders = ["X-Api-Key"] };

        Assert.False(Route(route).LetsResponseHeaderCross("x-api-key"));
    }

    [Fact]
    public void No_list_holds_what_may_never_cross()
    {
        Assert.DoesNotContain(HeaderTables.Request, HeaderTables.IsNeverRequest);
        Assert.DoesNotContain(HeaderTables.Response, HeaderTables.IsNeverResponse);
        Assert.Empty(HeaderTables.Advice.Except(HeaderTables.Request));
    }

    [Theory]
    [MemberData(nameof(NeverOut))]
    public void What_acts_on_our_origin_never_comes_back(string name) =>
        Assert.False(Route(Plain with { ResponseHeaders = [name] }).LetsResponseHeaderCross(name));

    [Theory]
    [InlineData("Server")]
    [InlineData("X-Powered-By")]
    [InlineData("Link")]
    [InlineData("Date")]
    [InlineData("Server-Timing")]
    [InlineData("X-Custom")]
    [InlineData("X-Api-Key")]
    [InlineData("")]
    public void What_is_not_on_the_list_comes_back_only_where_the_route_lists_it(string name)
    {
        Assert.False(Route(Plain).LetsResponseHeaderCross(name));
        Assert.True(Route(Plain with { ResponseHeaders = [name] }).LetsResponseHeaderCross(name));
    }

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("Content-Length")]
    [InlineData("Content-Range")]
    [InlineData("Content-Disposition")]
    [InlineData("ETag")]
    [InlineData("Last-Modified")]
    [InlineData("Retry-After")]
    [InlineData("X-Total-Count")]
    public void What_describes_the_answer_comes_back(string name) => Assert.True(Route(Plain).LetsResponseHeaderCross(name));

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("get", false)]
    [InlineData("POST", false)]
    [InlineData("TRACE", false)]
    [InlineData("CONNECT", false)]
    public void A_route_takes_the_methods_it_lists(string method, bool isTaken) => Assert.Equal(isTaken, Route(Plain).Takes(method));

    private static ProxyRoute Route(ProxyRouteOptions options) => PaperRoute.Of(options);
}
