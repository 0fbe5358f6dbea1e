using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Sessions;

namespace TokenExchange.Proxy;

/// <summary>
/// <c>/api/proxy/{route}/{*path}</c>: forwards a call with the route's credential.
/// <code>
/// 1 path, route, method      3 rate limits              5 credential
/// 2 session                  4 sign-in of the route     6 send and relay (Forwarder)
/// </code>
/// </summary>
internal sealed class ProxyEndpoint(
    ProxyRoutes routes,
    RequestSessions sessions,
    Forwarder forwarder,
    SessionVolume volume,
    GateOptions gate,
    TimeProvider clock)
{
    private readonly RateLimiter _limiter = new(gate.ProxyRateLimit, clock);

    public async Task<Failure?> HandleAsync(HttpContext context, string prefix)
    {
        var request = context.Request;
        var raw = RequestTarget.Of(context);
        var route = routes.Find(raw, prefix);
        var read = ProxyTarget.Read(raw, prefix, route is { Options.AllowEncodedSlash: true }, route is { Options.AllowBrackets: true }); // 1
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        if (route is null)
        {
            return Catalogue.RouteUnknown.WithReason("The proxy has no route with this id.");
        }

        var target = read.Value;
        RequestContext.Of(context).Measure.Route = prefix + route.Id;
        if (Refuse(request, route, target) is { } refusal)
        {
            return refusal;
        }

        var session = await sessions.ReadAsync(context, isRequired: !route.Options.AllowAnonymous); // 2
        if (!session.Succeeded && !route.Options.AllowAnonymous)
        {
            return session.Failure;
        }

        if (Count(context, route, session.Value) is { } spent) // 3
        {
            return spent;
        }

        if (session.Value is { } known)
        {
            volume.Count(known.Pseudonym, RequestContext.Of(context).Measure);
        }

        if (route.SignIn.Check(session.Value, clock.GetUtcNow()) is { } stepUp) // 4
        {
            return stepUp;
        }

        var credential = await route.Credential.GetAsync(context, session.Value); // 5
        return credential.Succeeded
            ? await forwarder.ForwardAsync(context, new UpstreamCall(route, target, session.Value, prefix), credential.Value) // 6
            : credential.Failure;
    }

    /// <summary>What may come without <c>X-CSRF</c>: the route of the path says so, and the method changes nothing.</summary>
    public PageLoads AcceptedLoads(string method, string path, string prefix) =>
        method is "GET" or "HEAD" && routes.Find(path, prefix) is { } route ? route.AcceptedLoads : PageLoads.None;

    private static Failure? Refuse(HttpRequest request, ProxyRoute route, ProxyTarget target)
    {
        if (!route.Takes(request.Method))
        {
            return Catalogue.MethodDenied.WithReason($"Methods of the route {route.Id} do not match: expected {route.Allow}.") with { Allow = route.Allow };
        }

        if (!target.IsUnder(route.Options.Paths))
        {
            return Catalogue.PathDenied.WithReason($"Paths of the route {route.Id} do not match: expected a path below {string.Join(" or ", route.Options.Paths)}.");
        }

        if (request.Headers.Upgrade.Count > 0 || UpstreamRequest.HasBeenHere(request.Headers.Via))
        {
            return Catalogue.RequestInvalid.WithReason("The request is an upgrade, or its Via header shows a loop.");
        }

        return request.ContentLength > route.Options.MaxRequestBody
            ? Catalogue.PayloadTooLarge.WithReason($"Content-Length does not match: expected at most {route.Options.MaxRequestBody} bytes on the route {route.Id}.")
            : UpstreamRequest.CheckQuery(route, target) ?? UpstreamRequest.CheckHeaders(request.Headers, route);
    }

    private Failure? Count(HttpContext context, ProxyRoute route, Session? session)
    {
        var caller = session?.Pseudonym ?? ClientAddress.Of(context, gate);
        return _limiter.Count(caller) ?? route.Quota.Count(caller);
    }
}
