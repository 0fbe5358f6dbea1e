using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>The only place that catches all exceptions: an outage gives its failure, a bug gives <c>internal_error</c>; a response that has started is aborted.</summary>
internal sealed class ErrorBoundary(Refusals refusals, ErrorDetail detail)
{
    [SuppressMessage("Design", "CA1031", Justification = "An exception that leaves the boundary would make the platform answer 200 with an empty body.")]
    public async Task RunAsync(HttpContext context, Func<HttpContext, Task<Failure?>> next)
    {
        try
        {
            if (await next(context) is { } failure)
            {
                refusals.Report(context, failure);
                await Problems.WriteAsync(context, failure, detail.Of(failure));
            }
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && IsBrokenOff(error))
        {
            refusals.ReportLeft(context);
        }
        catch (Exception error)
        {
            await AnswerAsync(context, error);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "As above: writing the error response may fail too.")]
    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        var failure = (error as OutageException)?.Failure ?? BrokenRequest.Of(error) ?? Catalogue.InternalError;
        refusals.Report(context, failure, error);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return; // the client has disconnected
        }

        if (context.Response.HasStarted)
        {
            context.Abort(); // an incomplete body must not look complete
            return;
        }

        Clear(context.Response.Headers);
        try
        {
            await Problems.WriteAsync(context, failure, detail.Of(failure, error));
        }
        catch (Exception)
        {
            context.Abort(); // no response can be written any more
        }
    }

    /// <summary>Removes what was written before the exception. Cookies are not part of it: they are added when the head of the response is sent.</summary>
    private static void Clear(IHeaderDictionary headers)
    {
        headers.Clear();
        SecurityHeaders.Write(headers);
    }

    /// <summary>The exceptions that a disconnected client causes, depending on where the connection was in use.</summary>
    private static bool IsBrokenOff(Exception error) => error is OperationCanceledException or IOException or HttpRequestException;
}
