using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Login;

/// <summary>
/// <c>GET /api/auth/callback</c> and <c>POST /api/auth/callback</c> (form_post): the service completes the redirect. It is a navigation, so every failure
/// is a redirect to the error page.
/// </summary>
internal sealed class CallbackEndpoint(LoginCompletion completion, CompletedLogins completed, Transactions transactions, LoginOptions options)
{
    /// <summary>The page to which the window is sent when its login failed.</summary>
    public string? ErrorPath(HttpRequest request) => options.ErrorPath;

    public Task<Failure?> GetAsync(HttpContext context)
    {
        var query = context.Request.Query;
        return CompleteAsync(context, name => query[name]);
    }

    public async Task<Failure?> PostAsync(HttpContext context)
    {
        var form = await RequestBody.ReadFormAsync(context.Request);
        return form.Succeeded ? await CompleteAsync(context, name => form.Value.GetValueOrDefault(name)) : form.Failure;
    }

    private async Task<Failure?> CompleteAsync(HttpContext context, Func<string, StringValues> find)
    {
        var answer = CallbackParameters.Read(find);
        if (!answer.Succeeded)
        {
            RequestContext.Of(context).ReturnPath = find("state") is [{ } state] ? await transactions.ReturnPathAsync(context, state) : null;
            return answer.Failure;
        }

        var login = await completion.RunAsync(context, answer.Value);
        if (await ReturnPathAsync(context, login) is not { } path)
        {
            return login.Failure;
        }

        Navigation.SeeOther(context.Response, ReturnPath.InHeader(path));
        return null;
    }

    /// <summary>
    /// Where a completed login returns to; null when it failed. The back button leads to callbacks that were answered long ago, of which nothing is known any
    /// more: a user who is signed in goes to the start of the application. The session is the browser's own, and the request changes nothing.
    /// </summary>
    private async Task<string?> ReturnPathAsync(HttpContext context, Outcome<Completed> login)
    {
        if (login.Succeeded)
        {
            return login.Value.ReturnPath;
        }

        return login.Failure.Code == Catalogue.TransactionMissing.Code && await completed.SignedInAsync(context) is not null ? options.DefaultReturnPath : null;
    }
}
