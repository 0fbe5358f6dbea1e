using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Proxy;
using TokenExchange.Sessions;
using TokenExchange.Telemetry;

namespace TokenExchange;

/// <summary>
/// The way of every request, alike under the Functions worker and under Kestrel:
/// <code>
/// 1 error boundary       3 framing     5 cross-site rules, unless the door is open     7 rate limit
/// 2 security headers     4 door        6 method                                       8 the endpoint
/// </code>
/// Cookies are added to the answer of whichever step when its head is sent (<see cref="CookieCommit"/>).
/// </summary>
public sealed class Gateway
{
    private const string ProxyPrefix = $"/{Routes.Prefix}/proxy/";

    private readonly ErrorBoundary _boundary;
    private readonly CrossSite _crossSite;
    private readonly RouteTable _table;
    private readonly ProxyEndpoint _proxy;
    private readonly CookieCommit _cookies;
    private readonly AuthLimits _limits;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;

    internal Gateway(
        ErrorBoundary boundary, CrossSite crossSite, RouteTable table, ProxyEndpoint proxy, CookieCommit cookies, AuthLimits limits, Instruments instruments, TimeProvider clock)
    {
        (_boundary, _crossSite, _table, _proxy, _cookies) = (boundary, crossSite, table, proxy, cookies);
        (_limits, _instruments, _clock) = (limits, instruments, clock);
    }

    /// <summary>Answers one request. Never throws.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        using var measure = RequestMeasure.Begin(context, _instruments);
        _cookies.Attach(context);
        await _boundary.RunAsync(context, HandleAsync); // 1
    }

    private async Task<Failure?> HandleAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response.Headers); // 2
        if (Framing.Check(context.Request) is { } broken) // 3
        {
            return broken;
        }

        var (method, path) = (context.Request.Method, RequestTarget.PathOf(context));
        var door = _table.Find(path); // 4
        if (door is not null)
        {
            RequestMeasure.Of(context).Route = path; // it stands in the table, so it is our word
        }

        if (door?.IsOpenTo(method) != true && _crossSite.Check(context.Request.Headers) is { } refusal) // 5
        {
            return refusal;
        }

        if (door is null)
        {
            return await WithoutDoorAsync(context, path);
        }

        if (!door.Methods.TryGetValue(method, out var endpoint)) // 6
        {
            return Catalogue.MethodDenied with { Allow = string.Join(", ", door.Methods.Keys) };
        }

        return await RequestDeadline.RunAsync(
            context, _clock, async request => await _limits.CountAsync(door.Limit, request) ?? await endpoint(request)); // 7, 8
    }

    /// <summary>The proxy, nothing, or an address of ours in another spelling, which a front that guards addresses has not recognized.</summary>
    private async Task<Failure?> WithoutDoorAsync(HttpContext context, string path)
    {
        var meant = context.Request.Path.Value ?? "";
        if (path.StartsWith(ProxyPrefix, StringComparison.Ordinal) || meant.StartsWith(ProxyPrefix, StringComparison.Ordinal))
        {
            return await _proxy.HandleAsync(context, ProxyPrefix);
        }

        return _table.Find(meant) is null ? Catalogue.RouteUnknown : Catalogue.PathMalformed.Because("An address of ours in another spelling.");
    }
}
