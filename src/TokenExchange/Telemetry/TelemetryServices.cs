using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Telemetry;

/// <summary>Registers the telemetry room. It emits; who listens is the host's decision.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<Instruments>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<Audit>();
        return services;
    }
}
