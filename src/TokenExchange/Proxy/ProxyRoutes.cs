using System.Collections.Frozen;
using TokenExchange.Secrets;

namespace TokenExchange.Proxy;

/// <summary>The routes by id. Nothing a request says can add one.</summary>
internal sealed class ProxyRoutes(ProxyOptions options, VaultSecrets secrets, TimeProvider clock)
{
    private readonly FrozenDictionary<string, ProxyRoute> _routes =
        options.Routes.ToFrozenDictionary(pair => pair.Key, pair => new ProxyRoute(pair.Key, pair.Value, secrets, clock), StringComparer.Ordinal);

    public ProxyRoute? Find(string id) => _routes.GetValueOrDefault(id);
}
