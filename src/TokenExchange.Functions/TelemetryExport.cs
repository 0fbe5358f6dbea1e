using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using TokenExchange.Telemetry;

namespace TokenExchange.Functions;

/// <summary>Exports the service's telemetry to Application Insights, by OTLP, or both, as the platform's settings specify.</summary>
internal static class TelemetryExport
{
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        var (hasInsights, hasCollector) = (Has("APPLICATIONINSIGHTS_CONNECTION_STRING"), Has("OTEL_EXPORTER_OTLP_ENDPOINT"));
        if (!hasInsights && !hasCollector)
        {
            return; // the host then exports the log; with OpenTelemetry in the worker it would not
        }

        // No ASP.NET Core or HTTP client instrumentation: they would export addresses, and the spans of requests twice.
        services.Configure<OpenTelemetryLoggerOptions>(logs => logs.IncludeFormattedMessage = true);
        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddSource(TelemetryNames.Source))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Source));
        if (hasInsights)
        {
            telemetry.UseAzureMonitorExporter();
            services.AddOptions<AzureMonitorExporterOptions>().Configure<TokenCredential>(Configure);
        }

        if (hasCollector)
        {
            telemetry.UseOtlpExporter();
        }

        bool Has(string setting) => !string.IsNullOrEmpty(configuration[setting]);
    }

    private static void Configure(AzureMonitorExporterOptions options, TokenCredential credential)
    {
        options.Credential = credential; // the resource does not accept keys
        options.EnableTraceBasedLogsSampler = false; // where traces are sampled, the audit log must not be
        (options.TracesPerSecond, options.SamplingRatio) = (null, 1); // the exporter's own default is five traces a second
    }
}
