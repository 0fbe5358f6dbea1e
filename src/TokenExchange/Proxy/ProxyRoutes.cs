using System.Collections.Frozen;

namespace TokenExchange.Proxy;

/// <summary>The routes by id. Nothing a request says can add one.</summary>
internal sealed class ProxyRoutes(ProxyOptions options, IServiceProvider services, TimeProvider clock)
{
    private readonly FrozenDictionary<string, ProxyRoute> _routes = options.Routes.ToFrozenDictionary(
        pair => pair.Key,
        pair => new ProxyRoute(pair.Key, pair.Value, RouteCredentialKinds.Create(pair.Key, pair.Value, services), clock),
        StringComparer.Ordinal);

    public ProxyRoute? Find(string id) => _routes.GetValueOrDefault(id);
}
