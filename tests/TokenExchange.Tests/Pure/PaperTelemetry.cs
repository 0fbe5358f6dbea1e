using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TokenExchange.Gate;
using TokenExchange.Telemetry;

namespace TokenExchange.Tests.Pure;

/// <summary>The telemetry room on its own, for parts that are tested without the service around them.</summary>
internal sealed class PaperTelemetry
{
    private readonly ILoggerFactory _loggers;
    private readonly RecordCap _cap;

    public PaperTelemetry(TimeProvider clock, ILoggerFactory? loggers = null)
    {
        Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        Instruments = new Instruments(Meters, clock);
        Calls = new OutboundCalls(Instruments);
        _loggers = loggers ?? NullLoggerFactory.Instance;
        _cap = new RecordCap(clock);
        Audit = new Audit(_loggers, Instruments, _cap);
    }

    public IMeterFactory Meters { get; }

    public Instruments Instruments { get; }

    public OutboundCalls Calls { get; }

    public Audit Audit { get; }

    /// <summary>Makes the context of a request, as the gateway does.</summary>
    public RequestMeasure Begin(HttpContext context)
    {
        var measure = RequestMeasure.Begin(context, Instruments);
        RequestContext.Begin(context, measure);
        return measure;
    }

    public CappedLogger<T> Logger<T>() => new(_loggers, _cap);
}
