using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>A route with its genuine credential over a vault on paper. A credential that belongs to a user cannot be made here.</summary>
internal static class PaperRoute
{
    public static ProxyRoute Of(ProxyRouteOptions options)
    {
        using var services = new ServiceCollection().AddSingleton(new PaperVault().Secrets).BuildServiceProvider();
        return new ProxyRoute("echo", options, RouteCredentialKinds.Create("echo", options, services), TimeProvider.System);
    }
}
