using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenExchange.Telemetry;

/// <summary>Registers the telemetry room. The host decides where telemetry is exported to.</summary>
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
    /// The framework's log level is Warning unless the configuration sets another one. <see cref="FrameworkLogFilter"/> also removes the records that
    /// contain addresses, whatever the configuration sets.
    /// </summary>
    private static void Quieten(ILoggingBuilder logging)
    {
        foreach (var family in new[] { "Microsoft", "System", "Azure" })
        {
            logging.AddFilter(family, LogLevel.Warning);
        }
    }
}
