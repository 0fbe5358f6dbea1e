using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Telemetry;

/// <summary>Registers the telemetry room. It emits; who listens is the host's decision.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddLogging(Quieten);
        services.AddMetrics();
        services.AddSingleton<Instruments>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<Audit>();
        return services;
    }

    /// <summary>
    /// The framework's own lines of each request and call show addresses whole: authorization codes, <c>state</c>, function keys, what a user looked up.
    /// They begin at Information, which is where a host's log begins when nobody says otherwise, so it is said here, for every host.
    /// </summary>
    private static void Quieten(ILoggingBuilder logging)
    {
        foreach (var family in new[] { "Microsoft", "System", "Azure" })
        {
            logging.AddFilter(family, LogLevel.Warning);
        }
    }
}
