using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Gate;

/// <summary>Says a refusal once: what the caller did goes to the audit stream, what we or the provider did to the log, and its code to the request's measure.</summary>
internal sealed class Refusals(Audit audit, TimeProvider clock, ILogger<Refusals> logger)
{
    /// <summary>Refusals cost a caller nothing, and each record costs money and may use up what the log takes in a day: past this, they are counted and not recorded.</summary>
    private static readonly RateLimitOptions MostRecords = new(600, TimeSpan.FromMinutes(1));

    private readonly RateLimiter _records = new(MostRecords, clock);

    public void Report(HttpContext context, Failure failure)
    {
        var (measure, traceId) = (RequestMeasure.Of(context), Problems.TraceId(context));
        measure.Error = failure.Code;
        if (failure.Status >= 500)
        {
            logger.Refused(failure.Code, failure.Status, failure.Reason, traceId);
        }
        else if (_records.Count("") is not null)
        {
            return; // the request's measure counts it
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
