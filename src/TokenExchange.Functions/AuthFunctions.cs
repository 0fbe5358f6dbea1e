using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The doors of login and session. They list no methods: the host would answer another one with 404, the gateway answers 405.</summary>
public sealed class AuthFunctions(Gateway gateway)
{
    /// <summary>Begins a login.</summary>
    [Function("Login")]
    public Task<IResult> LoginAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Login)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>The SPA completes the redirect.</summary>
    [Function("Exchange")]
    public Task<IResult> ExchangeAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Exchange)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>The service completes the redirect.</summary>
    [Function("Callback")]
    public Task<IResult> CallbackAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Callback)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Who am I.</summary>
    [Function("Session")]
    public Task<IResult> SessionAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Session)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Renews now.</summary>
    [Function("Refresh")]
    public Task<IResult> RefreshAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Refresh)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Ends the session.</summary>
    [Function("Logout")]
    public Task<IResult> LogoutAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Logout)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
