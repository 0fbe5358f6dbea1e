using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>The APIs behind the proxy. Section <c>TokenExchange:Proxy</c>.</summary>
public sealed record ProxyOptions
{
    /// <summary>Routes by id, the first segment after <c>/api/proxy/</c>: lower-case letters, digits and <c>-</c>.</summary>
    public IReadOnlyDictionary<string, ProxyRouteOptions> Routes { get; init; } = new Dictionary<string, ProxyRouteOptions>();
}

/// <summary>One API. Section <c>TokenExchange:Proxy:Routes:&lt;id&gt;</c>.</summary>
public sealed record ProxyRouteOptions
{
    /// <summary>Base address of the API; the forwarded path is appended to its path. Not our own origin: a proxy must not call itself.</summary>
    public required Uri Destination { get; init; }

    /// <summary>Methods that are forwarded; others get 405. Upper case.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["GET", "HEAD"];

    /// <summary>
    /// Paths that are forwarded, by whole segments and by case: <c>/orders</c> allows <c>/orders/7</c> and not <c>/orders-old</c>. <c>/</c> allows all.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What the API is shown. <c>token-exchange</c>: not in this version.</summary>
    public required RouteCredential Credential { get; init; }

    /// <summary>The API key; forbidden with another credential.</summary>
    public ApiKeyOptions? ApiKey { get; init; }

    /// <summary>Whether the route may be called without a session. Not with <c>user-token</c>.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Longest wait until the API's answer begins. Each piece of the request body that moves restarts it. The platform ends requests at 230 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Longest pause once the API's answer has begun.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Largest request body, in bytes. Larger ones get 413. Beyond 100 MB the platform itself answers.</summary>
    public long MaxRequestBody { get; init; } = 10 * 1024 * 1024;

    /// <summary>Request headers that cross besides the usual ones (<c>HeaderTables.cs</c>).</summary>
    /// <remarks>Credentials, cookies, trace context and connection headers cannot be listed.</remarks>
    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    /// <summary>Response headers that cross besides the usual ones (<c>HeaderTables.cs</c>): the API's own, <c>Link</c>, <c>Server</c> and the like.</summary>
    /// <remarks>What acts on our origin, its caches or the servers in front (cookies, policies, <c>Clear-Site-Data</c>, …) cannot be listed.</remarks>
    public IReadOnlyList<string> ResponseHeaders { get; init; } = [];

    /// <summary>Limit of this route, per session, or per client address without one.</summary>
    public RateLimitOptions Quota { get; init; } = new(0, TimeSpan.FromMinutes(1));
}

/// <summary>What an upstream is shown.</summary>
public enum RouteCredential
{
    /// <summary>The user's access token, as <c>Authorization: Bearer</c> (RFC 6750 section 2.1).</summary>
    UserToken,

    /// <summary>An API key from the vault.</summary>
    ApiKey,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>An API key from the vault. Section <c>ApiKey</c> of a route.</summary>
/// <param name="SecretName">
/// Its value is sent without surrounding white space. In a header it has to be visible ASCII characters and blanks. From 4 characters on, a response
/// header that contains it does not cross.
/// </param>
/// <param name="Header">
/// Header that carries the key: this or <see cref="QueryParameter"/>, not both. Not <c>Host</c>, <c>Cookie</c>, <c>Connection</c>, <c>Content-Length</c>,
/// <c>Transfer-Encoding</c> or <c>Via</c>.
/// </param>
/// <param name="QueryParameter">Query parameter that carries the key. A header is better: servers log queries.</param>
public sealed record ApiKeyOptions(string SecretName, string? Header, string? QueryParameter);
