using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>What it means that a call to an upstream broke.</summary>
internal static class BrokenCall
{
    /// <summary>The error; null when neither the upstream nor the caller broke it.</summary>
    public static Failure? Explain(Exception fault, HttpContext context, RequestRelay? body, ActivityTimeout activity)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return null; // the client left: the boundary handles that
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

        return fault switch
        {
            OperationCanceledException when activity.HasPassed => Catalogue.UpstreamTimeout.WithReason("The API did not answer within the limits of the route."),
            HttpRequestException or IOException => Catalogue.UpstreamUnavailable.WithReason($"The call of the API failed: {Cause.Of(fault)}."),
            OutageException { Failure: var outage } when outage.Code == Catalogue.UpstreamUnavailable.Code => outage,
            _ => null,
        };
    }
}
