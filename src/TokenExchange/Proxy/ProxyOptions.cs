using TokenExchange.ApiTokens;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>The APIs behind the proxy. Section <c>TokenExchange:Proxy</c>.</summary>
internal sealed record ProxyOptions
{
    /// <summary>Routes by id, the first segment after <c>/api/proxy/</c>: lower-case letters, digits and <c>-</c>.</summary>
    public IReadOnlyDictionary<string, ProxyRouteOptions> Routes { get; init; } = new Dictionary<string, ProxyRouteOptions>();

    /// <summary>Reports sessions that make many proxied calls, in the audit log.</summary>
    public SessionVolumeOptions SessionVolume { get; init; } = new(500, TimeSpan.FromMinutes(15));
}

/// <summary>Which sessions are reported for the number of their proxied calls, on each instance. Section <c>TokenExchange:Proxy:SessionVolume</c>.</summary>
/// <param name="Requests">
/// The audit log gets a record <c>many_calls</c> for each such number of calls that one session makes within <c>Window</c>; 0: none. No call is refused. Fewer
/// calls a record let the alert on volume per session see sessions that are spread over many instances, and cost more records.
/// </param>
/// <param name="Window">Length of the window. It begins with the first call of a session, and again with the first call after its end.</param>
internal sealed record SessionVolumeOptions(int Requests, TimeSpan Window);

/// <summary>One API. Section <c>TokenExchange:Proxy:Routes:&lt;id&gt;</c>.</summary>
internal sealed record ProxyRouteOptions
{
    /// <summary>Base address of the API; the forwarded path is appended to its path. Not the service's own origin: a proxy must not call itself.</summary>
    public required Uri Destination { get; init; }

    /// <summary>
    /// Whether <c>Destination</c> may be http on another host than loopback: for an API in a private network. The route's credential (user tokens, API keys)
    /// and all content then travel unencrypted, readable and changeable by everybody in that network.
    /// </summary>
    /// <remarks>
    /// In production it must still not be a public host name or address: only names without a dot, under <c>.internal</c>, <c>.local</c>, <c>.localhost</c>,
    /// <c>.lan</c>, <c>.home.arpa</c> or <c>.test</c>, and private addresses are accepted.
    /// </remarks>
    public bool AllowHttp { get; init; }

    /// <summary>Methods that are forwarded, in upper case; others are answered with 405.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["GET", "HEAD"];

    /// <summary>
    /// Path prefixes that are forwarded, by whole segments and case-sensitive: <c>/orders</c> allows <c>/orders/7</c> but not <c>/orders-old</c>. <c>/</c> allows all.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>
    /// The credential that the API receives: the user's access token as <c>Authorization: Bearer</c>, one that was issued for this API in exchange for it
    /// (<c>token-exchange</c>; Entra ID: <c>on-behalf-of</c>), a token of the application itself (<c>client-credentials</c>), an API key from the vault, or
    /// none. <see href="docs/api-tokens.md">api-tokens.md</see> compares them.
    /// </summary>
    public required string Credential { get; init; }

    /// <summary>The API key; not allowed with another credential.</summary>
    public ApiKeyOptions? ApiKey { get; init; }

    /// <summary>What token is requested for the API; only with <c>token-exchange</c>, <c>on-behalf-of</c> and <c>client-credentials</c>.</summary>
    public TokenExchangeOptions TokenExchange { get; init; } = new();

    /// <summary>Whether the route may be called without a session. Not with <c>user-token</c>, <c>token-exchange</c> and <c>on-behalf-of</c>.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>
    /// The <c>acr</c> that the user's sign-in must have, or several separated by blanks, one of which suffices. Otherwise the call is answered with 401
    /// <c>stepup_required</c> and is not forwarded. With every credential, but not with <c>AllowAnonymous</c>.
    /// </summary>
    /// <remarks>A session whose provider sends no <c>acr</c> never satisfies it. Values are compared exactly; none counts as stronger than another.</remarks>
    public string? Acr { get; init; }

    /// <summary>
    /// Longest time since the user authenticated at the provider (<c>auth_time</c>). Otherwise the call is answered with 401 <c>stepup_required</c> and is not
    /// forwarded. With every credential, but not with <c>AllowAnonymous</c>.
    /// </summary>
    /// <remarks>
    /// A session without <c>auth_time</c> never satisfies it; a provider that sends none even for <c>max_age</c> cannot be used with it. No clock skew is
    /// added: a provider whose clock is behind shortens the time by the difference.
    /// </remarks>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// Whether GET and HEAD are accepted from loads that cannot carry <c>X-CSRF</c>: <c>EventSource</c>, images, audio, video and fonts. The browser must send
    /// <c>Sec-Fetch-Site: same-origin</c> and a fitting <c>Sec-Fetch-Dest</c>.
    /// </summary>
    /// <remarks>
    /// Navigations, frames, scripts and styles stay refused. Only for APIs where a GET changes nothing: an address in a page's content, such as an image
    /// in a comment of another user, then calls the API as the user.
    /// </remarks>
    public bool PageLoads { get; init; }

    /// <summary>
    /// Whether links of the own pages may download from the route: GET and HEAD are accepted without <c>X-CSRF</c> also as a navigation, if the browser sends
    /// <c>Sec-Fetch-Site: same-origin</c> and <c>Sec-Fetch-Mode: navigate</c>, or no Fetch Metadata, a <c>Referer</c> of <c>PublicOrigin</c> and an <c>Accept</c> that begins with <c>text/html</c>. The response then always has <c>Content-Disposition: attachment</c> (RFC 6266):
    /// the browser saves it and never shows it as a document of the service's origin.
    /// </summary>
    /// <remarks>
    /// Firefox sends every link as a navigation, also with the attribute <c>download</c>; WebKit sends a link with it without Fetch Metadata, and without
    /// <c>Referer</c> where the page's referrer policy is <c>no-referrer</c>: then it is refused. Only for APIs where a GET changes nothing, as with
    /// <c>PageLoads</c>. An error of this service is shown as JSON.
    /// </remarks>
    public bool Downloads { get; init; }

    /// <summary>
    /// Hosts to which the API may redirect the browser, for example of presigned downloads: exact names without port; only https. Such a <c>Location</c>
    /// of a 3xx response is passed on unchanged, unless it contains the route's credential. Others outside of the API are dropped.
    /// </summary>
    /// <remarks>
    /// The browser follows without cookies or credentials of this service; 307 and 308 repeat the request's body. A <c>fetch</c> is subject to the
    /// CORS rules of the listed host.
    /// </remarks>
    public IReadOnlyList<string> RedirectHosts { get; init; } = [];

    /// <summary>
    /// Whether a segment of the path may contain an encoded slash (<c>%2F</c>), which is forwarded as it is: for ids such as <c>group%2Fproject</c>.
    /// <c>Paths</c> are still compared before any decoding.
    /// </summary>
    /// <remarks>
    /// Not at the beginning of a segment, not next to a dot segment (<c>..%2F</c>) and not encoded twice (<c>%252F</c>). A reverse proxy before this
    /// service or the API may decode or refuse it.
    /// </remarks>
    public bool AllowEncodedSlash { get; init; }

    /// <summary>
    /// Whether the path may contain <c>[</c> and <c>]</c>, which browsers do not encode: for addresses such as <c>items[0]</c>. They are forwarded as they are;
    /// <c>%5B</c> and <c>%5D</c> pass on every route, and brackets in the query too.
    /// </summary>
    /// <remarks>RFC 3986 section 3.3 does not allow them in a path: some servers refuse them, and so may a reverse proxy before this service.</remarks>
    public bool AllowBrackets { get; init; }

    /// <summary>Longest wait for the start of the API's response. Each part of the request body that is sent restarts it. The platform ends requests after 230 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Longest pause once the API's response has started.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Largest request body, in bytes. Larger ones are answered with 413. Above 100 MB the platform itself answers.</summary>
    public long MaxRequestBody { get; init; } = 10 * 1024 * 1024;

    /// <summary>Further request headers to forward, besides the standard ones (<c>HeaderTables.cs</c>).</summary>
    /// <remarks>Credentials, cookies, trace context and connection headers cannot be listed.</remarks>
    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    /// <summary>Further response headers to forward, besides the standard ones (<c>HeaderTables.cs</c>): the API's own, <c>Link</c>, <c>Server</c> and so on.</summary>
    /// <remarks>Headers that affect the service's origin, its caches or reverse proxies (cookies, policies, <c>Clear-Site-Data</c>, …) cannot be listed.</remarks>
    public IReadOnlyList<string> ResponseHeaders { get; init; } = [];

    /// <summary>
    /// Response headers that are added to each response of the API, in place of its own of that name, for example <c>X-Robots-Tag: noindex</c>. Not to errors
    /// of this service.
    /// </summary>
    /// <remarks>
    /// Any name that may be in <c>ResponseHeaders</c> and does not describe the body (<c>Content-*</c>, <c>ETag</c>, <c>Last-Modified</c> and so on): cookies,
    /// policies and other headers of the service's origin cannot be set.
    /// </remarks>
    public IReadOnlyList<string> AddedResponseHeaders { get; init; } = [];

    /// <summary>
    /// Largest number of calls of this route at a time on each instance, open event streams included; 0: no limit. Further calls are answered with 503
    /// <c>upstream_unavailable</c> and <c>Retry-After</c>, so that a slow API does not occupy the instance.
    /// </summary>
    public int MaxConcurrency { get; init; }

    /// <summary>Stops calls to an API that fails, for a while.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; init; } = new(0, 20, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15));

    /// <summary>Rate limit of this route on each instance, per session, or per client address without one: with several instances a caller may get that many times the limit.</summary>
    public RateLimitOptions Quota { get; init; } = new(0, TimeSpan.FromMinutes(1));
}

/// <summary>
/// The circuit breaker of a route, on each instance. While it is open, calls are answered with 503 <c>upstream_unavailable</c> and <c>Retry-After</c> and are not
/// sent. Then one call is sent: its result closes it or opens it again. Section <c>CircuitBreaker</c> of a route.
/// </summary>
/// <param name="FailurePercent">
/// It opens when this part of the calls in <c>Window</c> fails, in per cent; 0: no circuit breaker. A call fails when the API cannot be reached, does not start its
/// response within <c>Timeout</c>, or answers 502, 503 or 504.
/// </param>
/// <param name="MinimumCalls">Fewer calls in <c>Window</c> never open it.</param>
/// <param name="Window">The time in which calls are counted.</param>
/// <param name="OpenFor">How long it stays open.</param>
internal sealed record CircuitBreakerOptions(int FailurePercent, int MinimumCalls, TimeSpan Window, TimeSpan OpenFor);

/// <summary>An API key from the vault. Section <c>ApiKey</c> of a route.</summary>
/// <param name="SecretName">
/// The value is sent without surrounding white space. In a header it must consist of visible ASCII characters and blanks. If it has at least 4 characters,
/// response headers that contain it are dropped.
/// </param>
/// <param name="Header">
/// Header that contains the key: this or <see cref="QueryParameter"/>, not both. Not <c>Host</c>, <c>Cookie</c>, <c>Connection</c>,
/// <c>Transfer-Encoding</c> or <c>Via</c>, and none that describes the body (<c>Content-*</c>, <c>Allow</c>, <c>Expires</c>, <c>Last-Modified</c>).
/// </param>
/// <param name="QueryParameter">Query parameter that contains the key. A header is safer: servers log query strings.</param>
internal sealed record ApiKeyOptions(string SecretName, string? Header, string? QueryParameter);
