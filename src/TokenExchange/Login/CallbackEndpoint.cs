using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Login;

/// <summary>
/// <c>GET /api/auth/callback</c> and <c>POST /api/auth/callback</c> (form_post): the service completes the redirect. A person is in front of it, so
/// a refusal goes to the error page, with its code and trace id alone.
/// </summary>
internal sealed class CallbackEndpoint(LoginCompletion completion, LoginOptions options, Refusals refusals)
{
    public Task<Failure?> GetAsync(HttpContext context)
    {
        var query = context.Request.Query;
        return CompleteAsync(context, CallbackParameters.Read(name => query[name]));
    }

    public async Task<Failure?> PostAsync(HttpContext context)
    {
        var form = await RequestBody.ReadFormAsync(context.Request);
        return await CompleteAsync(context, form.Succeeded ? CallbackParameters.Read(name => form.Value.GetValueOrDefault(name)) : form.Failure);
    }

    private async Task<Failure?> CompleteAsync(HttpContext context, Outcome<CallbackParameters> answer)
    {
        var completed = answer.Succeeded ? await RunAsync(context, answer.Value) : answer.Failure;
        if (completed.Succeeded)
        {
            Redirect(context, completed.Value.ReturnPath);
            return null;
        }

        refusals.Report(context, completed.Failure);
        Redirect(context, QueryHelpers.AddQueryString(
            options.ErrorPath, new Dictionary<string, string?> { ["code"] = completed.Failure.Code, ["traceId"] = Problems.TraceId(context) }));
        return null;
    }

    private async Task<Outcome<Completed>> RunAsync(HttpContext context, CallbackParameters answer)
    {
        try
        {
            return await completion.RunAsync(context, answer);
        }
        catch (Exception cause) when (RequestDeadline.Of(context).Explain(cause) is { } failure)
        {
            return failure; // a person gets the error page for an outage too
        }
    }

    /// <summary>303: the browser must not post the code on (RFC 9700 section 4.12).</summary>
    private static void Redirect(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = ReturnPath.InHeader(path);
    }
}
