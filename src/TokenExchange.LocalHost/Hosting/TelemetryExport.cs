using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TokenExchange.Telemetry;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// Sends traces, metrics and logs by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. The other variables of the OpenTelemetry
/// specification (protocol, headers, intervals, service name) apply as well.
/// </summary>
internal sealed class TelemetryExport : IHostedService, IDisposable
{
    private readonly TracerProvider _traces = Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Name).AddSource(TelemetryNames.Source).AddOtlpExporter().Build();

    private readonly MeterProvider _metrics = Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(Name).AddMeter(TelemetryNames.Source).AddOtlpExporter().Build();

    public static void AddTo(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logs =>
        {
            var resource = ResourceBuilder.CreateDefault();
            Name(resource);
            logs.SetResourceBuilder(resource).AddOtlpExporter();
            logs.IncludeFormattedMessage = true;
        });
        builder.Services.AddHostedService<TelemetryExport>();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask; // collects since its construction

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends the remaining records.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Name(ResourceBuilder resource) => resource.AddService("token-exchange").AddEnvironmentVariableDetector();
}
