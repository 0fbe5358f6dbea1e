using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Sessions;
using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary>One call to an upstream that passed every check; redirects are mapped by the prefix, which is the path of the proxy.</summary>
internal sealed record UpstreamCall(ProxyRoute Route, ProxyTarget Target, Session? Session, string Prefix);

/// <summary>Sends a call with its credential, once more with another one if the first was refused and the call can be replayed, and relays the answer.</summary>
internal sealed class Forwarder(UpstreamHttp upstream, DroppedHeaders dropped, TimeProvider clock, CappedLogger<Forwarder> logger)
{
    public async Task<Failure?> ForwardAsync(HttpContext context, UpstreamCall call, UpstreamCredential credential)
    {
        using var place = call.Route.Places.Take();
        if (place is null)
        {
            return Catalogue.UpstreamPaused.WithReason("As many calls of the route as its MaxConcurrency are running.");
        }

        using var activity = new ActivityTimeout(call.Route.Options, clock, context.RequestAborted);
        await using var body = UpstreamRequest.HasBody(context.Request) ? new RequestRelay(context.Request, call.Route.Options.MaxRequestBody, activity) : null;
        try
        {
            return await SendAndRelayAsync(context, call, credential, body, activity);
        }
        catch (Exception fault) when (Explain(fault, context, call, body, activity) is { } failure)
        {
            return context.Response.HasStarted ? Cut(context, failure) : failure;
        }
    }

    private async Task<Failure?> SendAndRelayAsync(HttpContext context, UpstreamCall call, UpstreamCredential credential, RequestRelay? body, ActivityTimeout activity)
    {
        var kind = call.Route.Credential;
        using var response = await SendAsync(context, call, credential, body, activity);
        if (!kind.IsRefusedBy(response) || body is not null || !UpstreamRequest.IsSafe(context.Request.Method)
            || await kind.AfterRefusalAsync(context, call.Session, credential) is not { } other)
        {
            return await FinishAsync(context, call, response, [credential], body, activity);
        }

        response.Dispose(); // its connection serves the second attempt
        using var second = await SendAsync(context, call, other, null, activity);
        if (kind.IsRefusedBy(second))
        {
            kind.RefusedAgain(call.Session);
        }

        return await FinishAsync(context, call, second, [other, credential], null, activity);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpContext context, UpstreamCall call, UpstreamCredential credential, RequestRelay? body, ActivityTimeout activity)
    {
        using var message = UpstreamRequest.Build(context.Request, call.Route, call.Target, credential, body);
        return call.Route.Circuit is { } circuit
            ? await SendThroughAsync(circuit, context, call, message, body, activity)
            : await upstream.SendAsync(call.Route.Id, message, activity.Token);
    }

    private Task<HttpResponseMessage> SendThroughAsync(
        UpstreamCircuit circuit, HttpContext context, UpstreamCall call, HttpRequestMessage message, RequestRelay? body, ActivityTimeout activity) => circuit.SendAsync(
        () => upstream.SendAsync(call.Route.Id, message, activity.Token),
        fault => BrokenCall.Explain(fault, context, body, activity) is { Code: var code } && (code == Catalogue.UpstreamUnavailable.Code || code == Catalogue.UpstreamTimeout.Code));

    private async Task<Failure?> FinishAsync(
        HttpContext context, UpstreamCall call, HttpResponseMessage response, IReadOnlyList<UpstreamCredential> shown, RequestRelay? body, ActivityTimeout activity)
    {
        activity.AnswerBegan();
        if (body is not null)
        {
            await body.DrainAsync(activity.Token);
        }

        var echo = EchoOf(shown, call.Route);
        if (call.Route.IsOfUser && StepUpChallenge.Read(response, echo) is { } stepUp)
        {
            return stepUp;
        }

        dropped.Report(call.Route.Id, ResponseRelay.CopyHead(response, context, call.Route, call.Prefix, echo), Problems.TraceId(context));
        await ResponseBody.CopyAsync(response, context, activity);
        if (response.IsSuccessStatusCode)
        {
            call.Route.Credential.Accepted(shown[0]); // only success proves it: a redirect, a limit or an error may come before the credential is checked
        }

        return null;
    }

    /// <summary>A list and loops: a query over the credentials would allocate three times as much, in every call.</summary>
    private static CredentialEcho EchoOf(IReadOnlyList<UpstreamCredential> shown, ProxyRoute route)
    {
        var secrets = new List<string>(shown.Count);
        for (var i = 0; i < shown.Count; i++)
        {
            secrets.Add(shown[i].Secret);
        }

        secrets.AddRange(route.Credential.KnownSecrets);
        return new CredentialEcho(secrets);
    }

    private Failure? Explain(Exception fault, HttpContext context, UpstreamCall call, RequestRelay? body, ActivityTimeout activity)
    {
        var failure = BrokenCall.Explain(fault, context, body, activity);
        if (failure is { Status: >= 502 })
        {
            logger.UpstreamFailed(call.Route.Id, failure.Code, Cause.Of(fault), Problems.TraceId(context));
        }

        return failure;
    }

    /// <summary>The answer has begun: it is cut, so that a part of it does not look like the whole.</summary>
    private static Failure? Cut(HttpContext context, Failure failure)
    {
        RequestContext.Of(context).Measure.Error = failure.Code;
        context.Abort();
        return null;
    }
}
