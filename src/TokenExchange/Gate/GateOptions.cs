namespace TokenExchange.Gate;

/// <summary>General settings. Their keys are directly in section <c>TokenExchange</c>; <c>&lt;key&gt;</c> gives the key where it differs from the property's name.</summary>
internal sealed record GateOptions
{
    /// <summary>The public address of the service, for example <c>https://app.example.com</c>.</summary>
    /// <remarks>
    /// Redirect URIs, the check of <c>Origin</c> and the address after a logout are derived from it, never from <c>Host</c> or <c>X-Forwarded-*</c>.
    /// </remarks>
    public required PublicOrigin PublicOrigin { get; init; }

    /// <summary>Further origins whose pages may call the service, when the browser sends <c>Sec-Fetch-Site: same-site</c> or no such header.</summary>
    /// <remarks>
    /// For SPAs with an origin of their own, for example <c>https://spa.example.com</c>. They must belong to the same <em>site</em> (same registrable
    /// domain), otherwise the browser does not send the cookies. Add them to the CORS list of the host as well.
    /// </remarks>
    public IReadOnlyList<PublicOrigin> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Header in which a trusted reverse proxy sends the client's address, <c>X-Azure-ClientIP</c> behind Azure Front Door. None: the address of the connection.
    /// </summary>
    /// <remarks>Set it only if the service cannot be reached except through that reverse proxy: a client could send the header itself.</remarks>
    /// <key>RateLimit:ClientAddressHeader</key>
    public string? ClientAddressHeader { get; init; }

    /// <summary>
    /// Rate limit of each group of endpoints below <c>/api/auth/</c>. Per client address: login, exchange and callback together; keys; rejected logout
    /// tokens. Per session, or per client address without one: session and refresh together; logout.
    /// </summary>
    /// <remarks>Valid logout tokens of the provider are not limited, so that other callers cannot prevent the end of a session.</remarks>
    /// <key>RateLimit:Auth</key>
    public RateLimitOptions AuthRateLimit { get; init; } = new(300, TimeSpan.FromMinutes(1));

    /// <summary>Rate limit of all routes of the proxy together, per session, or per client address without one.</summary>
    /// <key>RateLimit:Proxy</key>
    public RateLimitOptions ProxyRateLimit { get; init; } = new(1200, TimeSpan.FromMinutes(1));
}

/// <summary>A number of requests in a period of time.</summary>
/// <param name="Requests">Requests per window; 0: no limit.</param>
/// <param name="Window">Length of the window.</param>
internal sealed record RateLimitOptions(int Requests, TimeSpan Window);
