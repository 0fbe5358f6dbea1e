using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Sessions;

namespace TokenExchange.Login;

/// <summary>
/// <c>POST /api/auth/exchange</c>: the SPA completes the redirect. An address with neither <c>state</c> nor an OAuth error is not a response of the provider, so
/// that a page may call this on every load.
/// </summary>
internal sealed class ExchangeEndpoint(LoginCompletion completion, SessionEndpoint sessions)
{
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var request = await RequestBody.ReadJsonAsync(context.Request, LoginJson.Default.ExchangeRequest);
        var answer = request.Succeeded ? Parameters(request.Value) : request.Failure;
        if (!answer.Succeeded)
        {
            return answer.Failure;
        }

        if (answer.Value is { State: null, Error: null } && request.Value!.CallbackUrl is not null)
        {
            await WriteAsync(context, ExchangeView.Of(await sessions.ViewAsync(context), null));
            return null;
        }

        var completed = await completion.RunAsync(context, answer.Value);
        if (!completed.Succeeded)
        {
            return completed.Failure;
        }

        await WriteAsync(context, ExchangeView.Of(sessions.View(completed.Value.Session), completed.Value.ReturnPath));
        return null;
    }

    private static Outcome<CallbackParameters> Parameters(ExchangeRequest request)
    {
        if (request.CallbackUrl is null)
        {
            return CallbackParameters.Read(name => name switch
            {
                "code" => request.Code,
                "state" => request.State,
                "iss" => request.Iss,
                _ => default,
            });
        }

        if (request is not { Code: null, State: null, Iss: null } || !Uri.TryCreate(request.CallbackUrl, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http"))
        {
            return Catalogue.RequestInvalid.WithReason("The body names callbackUrl and its parts, or callbackUrl is no web address.");
        }

        var query = QueryHelpers.ParseQuery(address.Query);
        if (!query.GetValueOrDefault("state").All(string.IsNullOrEmpty))
        {
            return CallbackParameters.Read(name => query.GetValueOrDefault(name));
        }

        // A provider that lost the state sends only its error. Otherwise a page of the application, whatever else is in its address.
        return new CallbackParameters { Error = query.GetValueOrDefault("error") is [{ } error] && ProviderError.IsStandard(error) ? error : null };
    }

    private static Task WriteAsync(HttpContext context, ExchangeView view) =>
        context.Response.WriteAsJsonAsync(view, LoginJson.Default.ExchangeView, cancellationToken: context.RequestAborted);
}
