using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace TokenExchange.Peers;

/// <summary>YARP as its pages set it up: one route, one cluster, no authentication.</summary>
internal class YarpPeer(string destination) : Peer
{
    public override void Add(IServiceCollection services) => AddProxy(services);

    public override void Map(WebApplication app) => app.MapReverseProxy();

    protected IReverseProxyBuilder AddProxy(IServiceCollection services, string? policy = null) => services.AddReverseProxy().LoadFromMemory(
        [new RouteConfig { RouteId = "api", ClusterId = "api", AuthorizationPolicy = policy, Match = new RouteMatch { Path = "{**path}" } }],
        [
            new ClusterConfig
            {
                ClusterId = "api",
                Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = destination } },
            },
        ]);
}
