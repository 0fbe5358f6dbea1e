using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using TokenExchange.Telemetry;

namespace TokenExchange.Functions;

/// <summary>Sends what the service tells of itself to Application Insights, by OTLP, or both: whatever the platform's own settings name.</summary>
internal static class TelemetryExport
{
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        // No ASP.NET Core or HTTP client instrumentation: they would tell addresses, and the spans of requests twice.
        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddSource(TelemetryNames.Source))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Source));
        if (!string.IsNullOrEmpty(configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"]))
        {
            telemetry.UseAzureMonitorExporter();
            services.AddOptions<AzureMonitorExporterOptions>().Configure<TokenCredential>(Configure);
        }

        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static void Configure(AzureMonitorExporterOptions options, TokenCredential credential)
    {
        options.Credential = credential; // the resource takes no key
        options.EnableTraceBasedLogsSampler = false; // traces are sampled; the audit stream must not be
    }
}
