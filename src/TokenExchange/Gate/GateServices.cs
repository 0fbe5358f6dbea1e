using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Gate;

/// <summary>Registers the gate.</summary>
internal static class GateServices
{
    public static IServiceCollection AddGate(this IServiceCollection services)
    {
        services.AddSingleton<CrossSite>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<ErrorBoundary>();
        return services;
    }
}
