using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Gate;

/// <summary>Reports each error once: the caller's errors to the audit log, errors of the service or the provider to the log, and the code to the metrics.</summary>
internal sealed class Refusals(Audit audit, CappedLogger<Refusals> logger)
{
    public void Report(HttpContext context, Failure failure)
    {
        var (measure, traceId) = (RequestContext.Of(context).Measure, Problems.TraceId(context));
        measure.Error = failure.Code;
        if (failure.Status >= 500)
        {
            logger.Refused(failure.Code, failure.Status, failure.Detail, traceId);
        }
        else if (failure.Code == Catalogue.CsrfFailed.Code)
        {
            audit.CrossSiteRefused(failure.Code, failure.Status, measure.Route, failure.Detail, traceId);
        }
        else
        {
            audit.CallDenied(failure.Code, failure.Status, measure.Route, failure.Detail, traceId);
        }
    }

    /// <summary>An exception that reached the error boundary.</summary>
    public void Report(HttpContext context, Failure failure, Exception error)
    {
        if (failure.Status < 500)
        {
            Report(context, failure); // the server's own rejection of the request
            return;
        }

        RequestContext.Of(context).Measure.Error = failure.Code;
        logger.Failed(failure, error, Problems.TraceId(context));
    }

    /// <summary>The client disconnected before its response.</summary>
    public void ReportLeft(HttpContext context)
    {
        RequestContext.Of(context).Measure.Error = "client_left";
        logger.ClientLeft(Problems.TraceId(context));
    }
}
