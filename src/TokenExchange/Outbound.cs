using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.SharedState;

namespace TokenExchange;

/// <summary>Names of the HTTP clients for all outbound calls. A host may change their handlers (a pinned certificate, a test network).</summary>
public static class Outbound
{
    /// <summary>Calls to the provider: discovery, keys, tokens.</summary>
    public const string Provider = ProviderHttp.ClientName;

    /// <summary>Calls to the blob container of the shared state.</summary>
    public const string Storage = SharedStateServices.ClientName;

    /// <summary>Calls to upstream APIs.</summary>
    public const string Upstream = UpstreamHttp.ClientName;
}
