using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.SharedState;

/// <summary>Registers the shared state.</summary>
internal static class SharedStateServices
{
    public static IServiceCollection AddSharedState(this IServiceCollection services) =>
        services.AddSingleton<ISharedState, MemorySharedState>();
}
