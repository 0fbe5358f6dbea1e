using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Proxy;
using TokenExchange.Telemetry;

namespace TokenExchange;

/// <summary>
/// The steps of every request, the same under the Functions worker and under Kestrel:
/// <code>
/// 1 error boundary       3 framing     5 cross-site rules, unless the method is open     7 rate limit
/// 2 security headers     4 endpoint    6 method                                          8 its handler
/// </code>
/// Cookies are added when the head of the response is sent, whichever step answers (<see cref="RequestContext"/>).
/// </summary>
public sealed class Gateway
{
    private const string ProxyPrefix = $"/{Routes.Prefix}/proxy/";

    private readonly ErrorBoundary _boundary;
    private readonly CrossSite _crossSite;
    private readonly RouteTable _table;
    private readonly ProxyEndpoint _proxy;
    private readonly AuthLimits _limits;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;

    internal Gateway(
        ErrorBoundary boundary, CrossSite crossSite, RouteTable table, ProxyEndpoint proxy, AuthLimits limits, Instruments instruments, TimeProvider clock)
    {
        (_boundary, _crossSite, _table, _proxy) = (boundary, crossSite, table, proxy);
        (_limits, _instruments, _clock) = (limits, instruments, clock);
    }

    /// <summary>Answers one request. Never throws.</summary>
    public Task InvokeAsync(HttpContext context) => RunAsync(context, HandleAsync);

    /// <summary>
    /// Answers a request for which the host found no function. Never throws, and never runs an endpoint, whatever the address: that of a function that an
    /// operator has disabled arrives here too, and must stay disabled.
    /// </summary>
    public Task InvokeUnknownAsync(HttpContext context) => RunAsync(context, RefuseAsync);

    private async Task RunAsync(HttpContext context, Func<HttpContext, Task<Failure?>> handle)
    {
        using var measure = RequestMeasure.Begin(context, _instruments);
        RequestContext.Begin(context, measure);
        await _boundary.RunAsync(context, handle); // 1
    }

    private Task<Failure?> RefuseAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response.Headers);
        return Task.FromResult<Failure?>(
            Framing.Check(context.Request) ?? _crossSite.Check(context.Request.Headers) ?? Catalogue.RouteUnknown);
    }

    private async Task<Failure?> HandleAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response.Headers); // 2
        if (Framing.Check(context.Request) is { } broken) // 3
        {
            return broken;
        }

        var (method, path) = (context.Request.Method, RequestTarget.PathOf(context));
        var endpoint = _table.Find(path); // 4
        if (endpoint is not null)
        {
            RequestContext.Of(context).Measure.Route = path; // from the route table, not from the caller
        }

        var accepted = endpoint is null ? _proxy.AcceptedLoads(method, path, ProxyPrefix) : PageLoads.None;
        if (endpoint?.IsOpenTo(method) != true && _crossSite.Check(context.Request.Headers, accepted) is { } refusal) // 5
        {
            return refusal;
        }

        if (endpoint is null)
        {
            return await WithoutEndpointAsync(context, path);
        }

        if (!endpoint.Methods.TryGetValue(method, out var handler)) // 6
        {
            return Catalogue.MethodDenied with { Allow = string.Join(", ", endpoint.Methods.Keys) };
        }

        RequestContext.Of(context).ErrorPath = endpoint.ErrorPath(context.Request);
        return await RequestDeadline.RunAsync(
            context, _clock, async request => await _limits.CountAsync(endpoint.Limit, request) ?? await handler(request)); // 7, 8
    }

    /// <summary>The proxy, an unknown address, or another spelling of a known address, which a reverse proxy with path rules would not have matched.</summary>
    private async Task<Failure?> WithoutEndpointAsync(HttpContext context, string path)
    {
        var meant = context.Request.Path.Value ?? "";
        if (path.StartsWith(ProxyPrefix, StringComparison.Ordinal) || meant.StartsWith(ProxyPrefix, StringComparison.Ordinal))
        {
            return await _proxy.HandleAsync(context, ProxyPrefix);
        }

        return _table.Find(meant) is null ? Catalogue.RouteUnknown : Catalogue.PathMalformed.WithReason("The path is another spelling of a known address.");
    }
}
