using Microsoft.AspNetCore.Http;
using TokenExchange.Telemetry;

namespace TokenExchange.Gate;

/// <summary>What the service knows of one request besides HTTP. Made by the gateway before anything else runs.</summary>
internal sealed class RequestContext
{
    private readonly HttpRequest _request;
    private CookieJar? _cookies;

    private RequestContext(HttpRequest request, RequestMeasure measure) => (_request, Measure) = (request, measure);

    /// <summary>Its span and duration; its route and error are noted there.</summary>
    public RequestMeasure Measure { get; }

    /// <summary>Its cookies, and the changes that the answer makes to them.</summary>
    public CookieJar Cookies => _cookies ??= new CookieJar(_request);

    /// <summary>The page to which a window is sent when the request fails, because a user would see the problem as text; null for other requests.</summary>
    public string? ErrorPath { get; set; }

    /// <summary>The return path of the login that the request is part of, once it is known: the error page and the problem of a failed login have it.</summary>
    public string? ReturnPath { get; set; }

    /// <summary>How long it may take; null for a proxied call, whose limits are those of its route.</summary>
    public Deadline? Deadline { get; set; }

    /// <summary>Also the id of its answer, its log lines and its span.</summary>
    public string TraceId => Measure.TraceId;

    /// <summary>Makes the context of a request, whose cookies are sent with the head of its answer, be it a success, a failure or a proxied stream.</summary>
    public static RequestContext Begin(HttpContext context, RequestMeasure measure)
    {
        var request = new RequestContext(context.Request, measure);
        context.Features.Set(request);
        context.Response.OnStarting(() =>
        {
            request._cookies?.Send(context.Response);
            return Task.CompletedTask;
        });
        return request;
    }

    public static RequestContext Of(HttpContext context) =>
        context.Features.Get<RequestContext>() ?? throw new InvalidOperationException("The gateway has not made a context of this request.");

    /// <summary>
    /// Releases the cookies of a request whose answer has begun and may stay open for hours: they have several kilobytes. Not for every request, because the
    /// server uses the string again when the next request of the connection has the same cookies.
    /// </summary>
    public void ReleaseCookies()
    {
        _cookies = null;
        _request.Headers.Cookie = default;
    }
}
