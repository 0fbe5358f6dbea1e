using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenExchange.Telemetry;

/// <summary>Registers the telemetry room. It emits; who listens is the host's decision.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddLogging(Quieten);
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, FrameworkLogFilter>();
        services.AddSingleton<RecordCap>();
        services.AddSingleton(typeof(CappedLogger<>));
        services.AddMetrics();
        services.AddSingleton<Instruments>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<Audit>();
        return services;
    }

    /// <summary>
    /// The framework's records begin at Warning unless the configuration says otherwise. <see cref="FrameworkLogFilter"/> holds those back that show
    /// addresses, which no configuration can change.
    /// </summary>
    private static void Quieten(ILoggingBuilder logging)
    {
        foreach (var family in new[] { "Microsoft", "System", "Azure" })
        {
            logging.AddFilter(family, LogLevel.Warning);
        }
    }
}
