using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange;

/// <summary>Maps the service into an ASP.NET Core application.</summary>
public static class TokenExchangeEndpoints
{
    /// <summary>
    /// The <see cref="Gateway"/> at <c>/api/</c>. The address of vault events is unknown here: Azure Functions checks its key, an application would have
    /// to. Without events, a changed secret is read after <c>KeyVault:RefreshInterval</c>.
    /// </summary>
    public static IEndpointConventionBuilder MapTokenExchange(this IEndpointRouteBuilder endpoints)
    {
        var gateway = endpoints.ServiceProvider.GetRequiredService<Gateway>();
        endpoints.Map($"/{Routes.Prefix}/{Routes.VaultEvents}", gateway.InvokeUnknownAsync);
        return endpoints.Map($"/{Routes.Prefix}/{Routes.Unknown}", gateway.InvokeAsync);
    }
}
