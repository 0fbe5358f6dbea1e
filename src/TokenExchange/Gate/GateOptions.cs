namespace TokenExchange.Gate;

/// <summary>What is ours. The keys stand directly in section <c>TokenExchange</c>; where a property is named otherwise, <c>&lt;key&gt;</c> says its key.</summary>
public sealed record GateOptions
{
    /// <summary>Our one public address, for example <c>https://app.example.com</c>.</summary>
    /// <remarks>
    /// Redirect URIs, the check of <c>Origin</c> and the logout return are built from it, never from <c>Host</c> or <c>X-Forwarded-*</c>.
    /// </remarks>
    public required PublicOrigin PublicOrigin { get; init; }

    /// <summary>Further origins whose pages may call, when the browser says <c>Sec-Fetch-Site: same-site</c> or nothing.</summary>
    /// <remarks>
    /// For SPAs that are hosted apart, for example on <c>https://spa.example.com</c>. They must be of the same <em>site</em> (same registrable domain),
    /// or the cookies do not travel. The host's CORS list must name them too.
    /// </remarks>
    public IReadOnlyList<PublicOrigin> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Header in which a trusted front writes the client's address, <c>X-Azure-ClientIP</c> behind Azure Front Door. None: the address of the connection.
    /// </summary>
    /// <remarks>Only where nobody reaches the service past the front: a client could write it as well.</remarks>
    /// <key>RateLimit:ClientAddressHeader</key>
    public string? ClientAddressHeader { get; init; }

    /// <summary>
    /// Limit of each group of endpoints below <c>/api/auth/</c>. Per client address: login, exchange and callback together; keys; refused logout tokens. Per
    /// session, or per client address without one: session and refresh together; logout.
    /// </summary>
    /// <remarks>Logout tokens of the provider are not limited: ending a session is never refused because of what others have sent.</remarks>
    /// <key>RateLimit:Auth</key>
    public RateLimitOptions AuthRateLimit { get; init; } = new(300, TimeSpan.FromMinutes(1));

    /// <summary>Limit of all routes of the proxy together, per session, or per client address without one.</summary>
    /// <key>RateLimit:Proxy</key>
    public RateLimitOptions ProxyRateLimit { get; init; } = new(1200, TimeSpan.FromMinutes(1));
}

/// <summary>So many requests in so long a time.</summary>
/// <param name="Requests">Requests in a window; 0: no limit.</param>
/// <param name="Window">Length of that window.</param>
public sealed record RateLimitOptions(int Requests, TimeSpan Window);
