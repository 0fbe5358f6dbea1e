using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Sessions;
using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary>
/// <c>/api/proxy/{route}/{*path}</c>: forwards a call with the route's credential.
/// <code>
/// 1 path, route, method      3 budget, size            5 send
/// 2 session                  4 credential              6 once more with another credential, if refused and replayable
///                                                      7 relay the answer
/// </code>
/// </summary>
internal sealed class ProxyEndpoint(
    ProxyRoutes routes,
    SessionReader sessions,
    RouteCredentials credentials,
    UpstreamHttp upstream,
    DroppedHeaders dropped,
    GateOptions gate,
    TimeProvider clock,
    CappedLogger<ProxyEndpoint> logger)
{
    private readonly RateLimiter _limiter = new(gate.ProxyRateLimit, clock);

    public async Task<Failure?> HandleAsync(HttpContext context, string prefix)
    {
        var request = context.Request;
        var read = ProxyTarget.Read(RequestTarget.Of(context), prefix); // 1
        if (!read.Succeeded)
        {
            return read.Failure;
        }

        var target = read.Value;
        if (routes.Find(target.RouteId) is not { } route)
        {
            return Catalogue.RouteUnknown;
        }

        RequestMeasure.Of(context).Route = prefix + route.Id;
        if (Refuse(request, route, target) is { } refusal)
        {
            return refusal;
        }

        var session = await SessionAsync(context, route); // 2
        if (!session.Succeeded && !route.Options.AllowAnonymous)
        {
            return session.Failure;
        }

        if (Count(context, route, session.Value) is { } spent) // 3
        {
            return spent;
        }

        var credential = await credentials.GetAsync(context, route, session.Value); // 4
        return credential.Succeeded ? await ForwardAsync(context, new Call(route, target, session.Value, prefix), credential.Value) : credential.Failure;
    }

    private static Failure? Refuse(HttpRequest request, ProxyRoute route, ProxyTarget target)
    {
        if (!route.Takes(request.Method))
        {
            return Catalogue.MethodDenied with { Allow = route.Allow };
        }

        if (!target.IsUnder(route.Options.Paths))
        {
            return Catalogue.PathDenied;
        }

        if (request.Headers.Upgrade.Count > 0 || UpstreamRequest.HasBeenHere(request.Headers.Via))
        {
            return Catalogue.RequestInvalid.WithReason("The request is an upgrade, or its Via header shows a loop.");
        }

        return request.ContentLength > route.Options.MaxRequestBody
            ? Catalogue.PayloadTooLarge
            : UpstreamRequest.CheckQuery(route, target) ?? UpstreamRequest.CheckHeaders(request.Headers, route);
    }

    private Task<Outcome<Session>> SessionAsync(HttpContext context, ProxyRoute route) =>
        route.Options.AllowAnonymous && !SessionCookies.Holds(context)
            ? Task.FromResult<Outcome<Session>>(Catalogue.NotAuthenticated)
            : sessions.ReadAsync(context);

    private Failure? Count(HttpContext context, ProxyRoute route, Session? session)
    {
        var caller = session?.Pseudonym ?? ClientAddress.Of(context, gate);
        return _limiter.Count(caller) ?? route.Quota.Count(caller);
    }

    private async Task<Failure?> ForwardAsync(HttpContext context, Call call, UpstreamCredential credential)
    {
        using var activity = new ActivityTimeout(call.Route.Options, clock, context.RequestAborted);
        await using var body = UpstreamRequest.HasBody(context.Request) ? new RequestRelay(context.Request, call.Route.Options.MaxRequestBody, activity) : null;
        try
        {
            using var response = await SendAsync(context, call, credential, body, activity); // 5
            if (RouteCredentials.IsRefused(response, call.Route) && body is null && UpstreamRequest.IsSafe(context.Request.Method)
                && await credentials.AfterRefusalAsync(context, call.Route, call.Session, credential) is { } other) // 6
            {
                response.Dispose(); // frees its connection for the second attempt
                using var second = await SendAsync(context, call, other, null, activity);
                if (RouteCredentials.IsRefused(second, call.Route))
                {
                    credentials.RefusedAgain(call.Route, call.Session);
                }

                await FinishAsync(context, call, second, [other, credential], null, activity);
            }
            else
            {
                await FinishAsync(context, call, response, [credential], body, activity);
            }

            return null;
        }
        catch (Exception fault) when (Explain(fault, context, call, body, activity) is { } failure)
        {
            return context.Response.HasStarted ? Cut(context, failure) : failure;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpContext context, Call call, UpstreamCredential credential, RequestRelay? body, ActivityTimeout activity)
    {
        using var message = UpstreamRequest.Build(context.Request, call.Route, call.Target, credential, body);
        return await upstream.SendAsync(call.Route.Id, message, activity.Token);
    }

    private async Task FinishAsync(
        HttpContext context, Call call, HttpResponseMessage response, IReadOnlyList<UpstreamCredential> shown, RequestRelay? body, ActivityTimeout activity) // 7
    {
        activity.AnswerBegan();
        if (body is not null)
        {
            await body.DrainAsync(activity.Token);
        }

        var echo = new CredentialEcho(shown.Select(credential => credential.Secret).Concat(call.Route.KnownKeys));
        dropped.Report(call.Route.Id, ResponseRelay.CopyHead(response, context, call.Route, call.Prefix, echo), Problems.TraceId(context));
        await ResponseRelay.CopyBodyAsync(response, context, activity);
        RouteCredentials.Answered(call.Route, shown[0], response);
    }

    /// <summary>What a broken call means; null when it is not the upstream's or the caller's doing.</summary>
    private Failure? Explain(Exception fault, HttpContext context, Call call, RequestRelay? body, ActivityTimeout activity)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return null; // the client disconnected: handled by the error boundary
        }

        if (body is { IsTooLarge: true })
        {
            return Catalogue.PayloadTooLarge;
        }

        if (BrokenRequest.Of(fault) is { } callers)
        {
            return callers;
        }

        if (activity.CallerStalled)
        {
            return Catalogue.RequestInvalid.WithReason("The caller stopped sending its body or reading the answer.") with { EndsConnection = true };
        }

        var failure = fault switch
        {
            OperationCanceledException when activity.HasPassed => Catalogue.UpstreamTimeout,
            HttpRequestException or IOException => Catalogue.UpstreamUnavailable,
            _ => null,
        };
        if (failure is not null)
        {
            logger.UpstreamFailed(call.Route.Id, failure.Code, Cause.Of(fault), Problems.TraceId(context));
        }

        return failure;
    }

    /// <summary>The response has started: abort it, so that an incomplete response does not look complete.</summary>
    private static Failure? Cut(HttpContext context, Failure failure)
    {
        RequestMeasure.Of(context).Error = failure.Code;
        context.Abort();
        return null;
    }

    private sealed record Call(ProxyRoute Route, ProxyTarget Target, Session? Session, string Prefix);
}
