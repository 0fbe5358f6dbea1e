using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Gate;

/// <summary>Says a refusal once: what the caller did goes to the audit stream, what we or the provider did to the log, and its code to the request's measure.</summary>
internal sealed class Refusals(Audit audit, CappedLogger<Refusals> logger)
{
    public void Report(HttpContext context, Failure failure)
    {
        var (measure, traceId) = (RequestMeasure.Of(context), Problems.TraceId(context));
        measure.Error = failure.Code;
        if (failure.Status >= 500)
        {
            logger.Refused(failure.Code, failure.Status, failure.Reason, traceId);
        }
        else if (failure.Code == Catalogue.CsrfFailed.Code)
        {
            audit.CrossSiteRefused(failure.Code, failure.Status, measure.Route, failure.Reason, traceId);
        }
        else
        {
            audit.CallDenied(failure.Code, failure.Status, measure.Route, failure.Reason, traceId);
        }
    }

    /// <summary>An exception that reached the boundary.</summary>
    public void Report(HttpContext context, Failure failure, Exception error)
    {
        if (failure.Status < 500)
        {
            Report(context, failure); // the server's own complaint about the request
            return;
        }

        RequestMeasure.Of(context).Error = failure.Code;
        logger.Failed(failure, error, Problems.TraceId(context));
    }

    /// <summary>The client did not wait for its answer.</summary>
    public void ReportLeft(HttpContext context)
    {
        RequestMeasure.Of(context).Error = "client_left";
        logger.ClientLeft(Problems.TraceId(context));
    }
}
