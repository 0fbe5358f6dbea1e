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
    /// <summary>Base address of the API, https; the forwarded path is appended to its path. Required.</summary>
    public required Uri Destination { get; init; }

    /// <summary>Methods that may be forwarded. Default <c>GET</c> and <c>HEAD</c>.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["GET", "HEAD"];

    /// <summary>Path prefixes that may be forwarded, by whole segments: <c>/orders</c> allows <c>/orders/7</c>, not <c>/orders-old</c>. Required.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What the API is shown: <c>user-token</c>, <c>api-key</c> or <c>none</c>. Required.</summary>
    public required RouteCredential Credential { get; init; }

    /// <summary>The API key. Section <c>ApiKey</c>; required for <c>api-key</c>.</summary>
    public ApiKeyOptions? ApiKey { get; init; }

    /// <summary>Whether the route may be called without a session; not with <c>user-token</c>. Default false.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Longest time until the upstream's answer begins. Default 100 seconds; 1 to 220 seconds (the platform ends requests at 230).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Longest pause within the upstream's answer. Default 100 seconds; 1 to 220 seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Largest request body, in bytes. Default 10 MiB; 0 to 25 MiB (the platform's own limit of 30 MB answers 500).</summary>
    public long MaxRequestBody { get; init; } = 10 * 1024 * 1024;

    /// <summary>Request headers that may cross besides the usual ones. Default none.</summary>
    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    /// <summary>Response headers that may cross although they usually do not. Default none.</summary>
    public IReadOnlyList<string> ResponseHeaders { get; init; } = [];

    /// <summary>Limit of this route per session. Section <c>Quota</c>. Default no limit.</summary>
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
/// <param name="SecretName">Name of the vault secret. Required.</param>
/// <param name="Header">Request header that carries the key. This or QueryParameter is required; headers are not logged by servers, queries are.</param>
/// <param name="QueryParameter">Query parameter that carries the key.</param>
public sealed record ApiKeyOptions(string SecretName, string? Header, string? QueryParameter);
