using System.Collections.Frozen;
using TokenExchange.Gate;
using TokenExchange.Secrets;

namespace TokenExchange.Proxy;

/// <summary>One route, ready to be used: options turned into sets, its key and its limiter.</summary>
internal sealed class ProxyRoute(string id, ProxyRouteOptions options, VaultSecrets secrets, TimeProvider clock)
{
    private readonly FrozenSet<string> _methods = options.Methods.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _requestHeaders = options.RequestHeaders.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _responseHeaders = options.ResponseHeaders.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public string Id { get; } = id;

    public ProxyRouteOptions Options { get; } = options;

    /// <summary>Base address without a slash at its end.</summary>
    public string Base { get; } = options.Destination.AbsoluteUri.TrimEnd('/');

    public RotatingSecret? ApiKey { get; } = options.ApiKey is { } key ? secrets.Use(key.SecretName, ApiKeyUse.Of(id, key)) : null;

    public RateLimiter Quota { get; } = new(options.Quota, clock);

    /// <summary>The enabled versions of the API key that are in memory, whichever of them a call shows.</summary>
    public IEnumerable<string> KnownKeys =>
        Options.ApiKey is { } key && secrets.Peek(key.SecretName) is { } versions ? versions.NewestFirst.Select(version => version.Value.Reveal()) : [];

    public string Allow => string.Join(", ", Options.Methods);

    public bool Takes(string method) => _methods.Contains(method);

    public bool LetsRequestHeaderCross(string name) =>
        (HeaderTables.Request.Contains(name) || _requestHeaders.Contains(name)) && !HeaderTables.IsNeverRequest(name) && !IsOfApiKey(name);

    public bool LetsResponseHeaderCross(string name) =>
        (HeaderTables.Response.Contains(name) || _responseHeaders.Contains(name)) && !HeaderTables.IsNeverResponse(name) && !IsOfApiKey(name);

    private bool IsOfApiKey(string name) => string.Equals(name, Options.ApiKey?.Header, StringComparison.OrdinalIgnoreCase);
}
