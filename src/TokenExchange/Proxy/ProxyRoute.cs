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

    public RotatingSecret? ApiKey { get; } = options.ApiKey is { } key ? new RotatingSecret(key.SecretName, secrets, clock) : null;

    public RateLimiter Quota { get; } = new(options.Quota, clock);

    public string Allow => string.Join(", ", Options.Methods);

    public bool Takes(string method) => _methods.Contains(method);

    public bool LetsRequestHeaderCross(string name) =>
        (HeaderTables.Request.Contains(name) || _requestHeaders.Contains(name))
        && !HeaderTables.NeverRequest.Contains(name) && !HeaderTables.IsNeverFamily(name)
        && !string.Equals(name, Options.ApiKey?.Header, StringComparison.OrdinalIgnoreCase);

    public bool LetsResponseHeaderCross(string name) =>
        !HeaderTables.NeverResponse.Contains(name) && !HeaderTables.IsNeverFamily(name)
        && (!HeaderTables.DeniedResponse.Contains(name) || _responseHeaders.Contains(name));
}
