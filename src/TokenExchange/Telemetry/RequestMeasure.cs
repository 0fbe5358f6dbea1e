using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Telemetry;

/// <summary>
/// One request in traces and metrics: a server span and a duration. All its tags come from tables of the service: a value that a client can choose,
/// such as a method or a path, would create any number of time series.
/// </summary>
internal sealed class RequestMeasure : IDisposable
{
    private const string Unmatched = "unmatched";

    /// <summary>OpenTelemetry's value for an unknown method.</summary>
    private const string OtherMethod = "_OTHER";

    private readonly HttpContext _context;
    private readonly Instruments _instruments;
    private readonly Activity _activity;
    private readonly long _began;

    private RequestMeasure(HttpContext context, Instruments instruments)
    {
        (_context, _instruments, _began) = (context, instruments, instruments.Now);
        _activity = StartTrace(Method) ?? new Activity(Method) { IsAllDataRequested = false };
        if (_activity.Id is null)
        {
            _activity.Start(); // not exported; log records carry its id
        }

        if (_activity.IsAllDataRequested)
        {
            _activity.SetTag(TelemetryNames.InvocationTag, Invocation);
        }
    }

    /// <summary>The matched address of the route table, or the proxy's address with the id of the route.</summary>
    public string Route { get; set; } = Unmatched;

    /// <summary>The error code, if there was an error.</summary>
    public string? Error { get; set; }

    /// <summary>The trace id of the request, also in its response, its log records and its span. Chosen here, never by the caller.</summary>
    public string TraceId => _activity.TraceId.ToHexString();

    private string Method => _context.Request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "TRACE" or "CONNECT"
        ? _context.Request.Method
        : OtherMethod;

    /// <summary>The platform's id of this invocation, as a reference to the platform's record; only if the format is valid.</summary>
    private string? Invocation => Guid.TryParse(_context.Request.Headers["x-ms-invocation-id"], out var id) ? id.ToString() : null;

    /// <summary>Begins to measure; ends when disposed.</summary>
    public static RequestMeasure Begin(HttpContext context, Instruments instruments) => new(context, instruments);

    public void Dispose()
    {
        var tags = new TagList
        {
            { TelemetryNames.MethodTag, Method },
            { TelemetryNames.RouteTag, Route },
            { TelemetryNames.StatusTag, _context.Response.StatusCode },
        };
        if (Error is not null)
        {
            tags.Add(TelemetryNames.ErrorTag, Error);
        }

        _instruments.Record(_instruments.RequestDuration, _began, _activity, tags);
        if (_activity.IsAllDataRequested)
        {
            _activity.DisplayName = $"{Method} {Route}";
        }

        if (_context.Response.StatusCode >= 500)
        {
            _activity.SetStatus(ActivityStatusCode.Error);
        }

        _activity.Dispose();
    }

    /// <summary>
    /// Starts a new trace. The current activity (of the web server or the worker) has the trace id, trace state and baggage that the caller sent. As
    /// a parent it would let the caller choose the trace id of audit records, and would pass the caller's baggage to other services.
    /// </summary>
    private static Activity? StartTrace(string method)
    {
        var links = Link(Activity.Current);
        Activity.Current = null;
        return Instruments.Activities.StartActivity(method, ActivityKind.Server, default(ActivityContext), links: links);
    }

    /// <summary>
    /// A link to an activity that is exported: the worker's, which leads to the platform's record. An activity without a source was made by the server
    /// for its own log records. The caller's trace state is not copied.
    /// </summary>
    private static ActivityLink[] Link(Activity? server) => server is { Source.Name.Length: > 0, IdFormat: ActivityIdFormat.W3C }
        ? [new ActivityLink(new ActivityContext(server.TraceId, server.SpanId, server.ActivityTraceFlags))]
        : [];
}
