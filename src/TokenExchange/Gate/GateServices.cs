using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TokenExchange.Gate;

/// <summary>Registers the gate.</summary>
internal static class GateServices
{
    /// <param name="services">The services.</param>
    /// <param name="environment">Decides whether answers have a detail.</param>
    public static IServiceCollection AddGate(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSingleton(new ErrorDetail(environment.IsDevelopment()));
        services.AddSingleton<CrossSite>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<ErrorBoundary>();
        return services;
    }
}
