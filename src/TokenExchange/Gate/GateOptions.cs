namespace TokenExchange.Gate;

/// <summary>What is ours. The keys stand directly in section <c>TokenExchange</c>.</summary>
public sealed record GateOptions
{
    /// <summary>Our one public address, for example <c>https://app.example.com</c>. Required. Never taken from a request.</summary>
    public required PublicOrigin PublicOrigin { get; init; }

    /// <summary>Same-site origins of SPAs that are hosted apart, for example <c>https://spa.example.com</c>. Default none.</summary>
    public IReadOnlyList<PublicOrigin> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Header in which the front writes the client's address, for example <c>X-Azure-ClientIP</c> behind Azure Front Door. Only where nobody can reach the
    /// service past the front, for a client could write it as well. Default empty: the address of the connection. Key <c>RateLimit:ClientAddressHeader</c>.
    /// </summary>
    public string? ClientAddressHeader { get; init; }

    /// <summary>Limit of the auth endpoints per client address. Section <c>RateLimit:Auth</c>. Default 300 requests a minute.</summary>
    public RateLimitOptions AuthRateLimit { get; init; } = new(300, TimeSpan.FromMinutes(1));

    /// <summary>Limit of the proxy per session. Section <c>RateLimit:Proxy</c>. Default 1,200 requests a minute.</summary>
    public RateLimitOptions ProxyRateLimit { get; init; } = new(1200, TimeSpan.FromMinutes(1));
}

/// <summary>So many requests in so long a time.</summary>
/// <param name="Requests">Requests in a window; 0 = no limit; up to 1,000,000.</param>
/// <param name="Window">Length of the window; 1 second to 1 day.</param>
public sealed record RateLimitOptions(int Requests, TimeSpan Window);
