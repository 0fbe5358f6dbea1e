using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>The one place where exceptions end: an outage is answered as its failure, a bug as <c>internal_error</c>, a started answer is cut.</summary>
internal sealed class ErrorBoundary(Refusals refusals)
{
    [SuppressMessage("Design", "CA1031", Justification = "The boundary: nothing may pass it, or the platform answers 200 with an empty body.")]
    public async Task RunAsync(HttpContext context, Func<HttpContext, Task<Failure?>> next)
    {
        try
        {
            if (await next(context) is { } failure)
            {
                refusals.Report(context, failure);
                await Problems.WriteAsync(context, failure);
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

    [SuppressMessage("Design", "CA1031", Justification = "As above: the answer to a fault may fail in its turn.")]
    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        var failure = (error as OutageException)?.Failure ?? BrokenRequest.Of(error) ?? Catalogue.InternalError;
        refusals.Report(context, failure, error);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return; // nobody waits for the answer
        }

        if (context.Response.HasStarted)
        {
            context.Abort(); // a cut body must not look complete
            return;
        }

        Clear(context.Response.Headers);
        try
        {
            await Problems.WriteAsync(context, failure);
        }
        catch (Exception)
        {
            context.Abort(); // there is no answer left that could be given
        }
    }

    /// <summary>What was to be said before the fault goes. Cookies are not among it yet: they are added when the head is sent.</summary>
    private static void Clear(IHeaderDictionary headers)
    {
        headers.Clear();
        SecurityHeaders.Write(headers);
    }

    /// <summary>What a client that leaves looks like from where its connection was in use.</summary>
    private static bool IsBrokenOff(Exception error) => error is OperationCanceledException or IOException or HttpRequestException;
}
