using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Proxy;
using TokenExchange.Telemetry;

namespace TokenExchange;

/// <summary>
/// The way of every request, alike under the Functions worker and under Kestrel:
/// <code>
/// 1 error boundary       3 framing     5 cross-site rules, unless the door is open     7 rate limit
/// 2 security headers     4 door        6 method                                       8 the endpoint
/// </code>
/// </summary>
public sealed class Gateway
{
    private const string ProxyPrefix = $"/{Routes.Prefix}/proxy/";

    private readonly ErrorBoundary _boundary;
    private readonly CrossSite _crossSite;
    private readonly RouteTable _table;
    private readonly ProxyEndpoint _proxy;
    private readonly GateOptions _options;
    private readonly Instruments _instruments;
    private readonly TimeProvider _clock;
    private readonly RateLimiter _authLimit;

    internal Gateway(ErrorBoundary boundary, CrossSite crossSite, RouteTable table, ProxyEndpoint proxy, GateOptions options, Instruments instruments, TimeProvider clock)
    {
        (_boundary, _crossSite, _table, _proxy, _options, _instruments, _clock) = (boundary, crossSite, table, proxy, options, instruments, clock);
        _authLimit = new RateLimiter(options.AuthRateLimit, clock);
    }

    /// <summary>Answers one request. Never throws.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        using var measure = RequestMeasure.Begin(context, _instruments);
        await _boundary.RunAsync(context, HandleAsync); // 1
    }

    private async Task<Failure?> HandleAsync(HttpContext context)
    {
        SecurityHeaders.Write(context.Response.Headers); // 2
        if (Framing.Check(context.Request) is { } broken) // 3
        {
            return broken;
        }

        var method = context.Request.Method;
        var door = _table.Find(context.Request.Path); // 4
        if (door is not null)
        {
            RequestMeasure.Of(context).Route = context.Request.Path!; // it stands in the table, so it is our word
        }

        if (door?.IsOpenTo(method) != true && _crossSite.Check(context.Request.Headers) is { } refusal) // 5
        {
            return refusal;
        }

        if (door is null)
        {
            return context.Request.Path.Value!.StartsWith(ProxyPrefix, StringComparison.Ordinal)
                ? await _proxy.HandleAsync(context, ProxyPrefix)
                : Catalogue.RouteUnknown;
        }

        if (!door.Methods.TryGetValue(method, out var endpoint)) // 6
        {
            return Catalogue.MethodDenied with { Allow = string.Join(", ", door.Methods.Keys) };
        }

        return (door.IsLimited ? _authLimit.Count(ClientAddress.Of(context, _options)) : null)
            ?? await RequestDeadline.RunAsync(context, _clock, endpoint); // 7, 8
    }
}
