using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Telemetry;

/// <summary>
/// One request as traces and metrics see it: a server span and a duration. All it tells are names from our own tables: what a client may invent,
/// a method or a path, would fill the telemetry with its inventions.
/// </summary>
internal sealed class RequestMeasure : IDisposable
{
    private const string Unmatched = "unmatched";

    /// <summary>OpenTelemetry's word for a method that is none of the known ones.</summary>
    private const string OtherMethod = "_OTHER";

    private readonly HttpContext _context;
    private readonly Instruments _instruments;
    private readonly Activity _activity;
    private readonly long _began;

    private RequestMeasure(HttpContext context, Instruments instruments)
    {
        (_context, _instruments, _began) = (context, instruments, instruments.Now);
        _activity = StartTrace(Method) ?? new Activity(Method);
        if (_activity.Id is null)
        {
            _activity.Start(); // nobody exports it; log lines carry its id
        }

        _activity.SetTag(TelemetryNames.InvocationTag, Invocation);
    }

    /// <summary>The address in the route table that answers, or the proxy's with the route's id.</summary>
    public string Route { get; set; } = Unmatched;

    /// <summary>The failure's code, when there was one.</summary>
    public string? Error { get; set; }

    /// <summary>The request's trace id, also the one of its answer, its log lines and its span. Chosen here, never by the caller.</summary>
    public string TraceId => _activity.TraceId.ToHexString();

    private string Method => _context.Request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" or "TRACE" or "CONNECT"
        ? _context.Request.Method
        : OtherMethod;

    /// <summary>The platform's id of this invocation, which leads to its own record of it; only if it is one.</summary>
    private string? Invocation => Guid.TryParse(_context.Request.Headers["x-ms-invocation-id"], out var id) ? id.ToString() : null;

    /// <summary>Begins to measure; ends when disposed.</summary>
    public static RequestMeasure Begin(HttpContext context, Instruments instruments)
    {
        var measure = new RequestMeasure(context, instruments);
        context.Items[typeof(RequestMeasure)] = measure;
        return measure;
    }

    /// <summary>The measure of this request.</summary>
    public static RequestMeasure Of(HttpContext context) => (RequestMeasure)context.Items[typeof(RequestMeasure)]!;

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
        _activity.DisplayName = $"{Method} {Route}";
        if (_context.Response.StatusCode >= 500)
        {
            _activity.SetStatus(ActivityStatusCode.Error);
        }

        _activity.Dispose();
    }

    /// <summary>
    /// Starts a new trace. The current activity (the web server's, or the worker's) carries the trace id, trace state and baggage that the caller sent: as
    /// a parent it would let the caller choose the trace id of audit records, and would hand its baggage to whatever is called.
    /// </summary>
    private static Activity? StartTrace(string method)
    {
        var links = Link(Activity.Current);
        Activity.Current = null;
        return Instruments.Activities.StartActivity(method, ActivityKind.Server, default(ActivityContext), links: links);
    }

    /// <summary>
    /// A link to an activity that somebody exports: the worker's, which leads to the platform's own record. One without a source was made by the server
    /// for its own log lines. The caller's trace state stays behind.
    /// </summary>
    private static ActivityLink[] Link(Activity? server) => server is { Source.Name.Length: > 0, IdFormat: ActivityIdFormat.W3C }
        ? [new ActivityLink(new ActivityContext(server.TraceId, server.SpanId, server.ActivityTraceFlags))]
        : [];
}
