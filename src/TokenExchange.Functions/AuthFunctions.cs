using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The endpoints of login and session. They list no methods: the host would answer an unlisted method with 404, the gateway answers it with 405.</summary>
public sealed class AuthFunctions(Gateway gateway)
{
    /// <summary>Starts a login.</summary>
    [Function("Login")]
    public Task<IResult> LoginAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Login)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Completes a login: the page posts the address it was redirected to.</summary>
    [Function("Exchange")]
    public Task<IResult> ExchangeAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Exchange)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Completes a login: the provider redirects to this address.</summary>
    [Function("Callback")]
    public Task<IResult> CallbackAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Callback)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Returns the session.</summary>
    [Function("Session")]
    public Task<IResult> SessionAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Session)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Renews the tokens of the session.</summary>
    [Function("Refresh")]
    public Task<IResult> RefreshAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Refresh)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Ends the session.</summary>
    [Function("Logout")]
    public Task<IResult> LogoutAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Logout)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
