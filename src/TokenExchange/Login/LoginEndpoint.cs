using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.Telemetry;

namespace TokenExchange.Login;

/// <summary><c>POST /api/auth/login</c> and <c>GET /api/auth/login</c>: begin a login.</summary>
internal sealed class LoginEndpoint(
    Transactions transactions,
    ProviderDirectory directory,
    AuthorizationAddress authorization,
    InitiatedLogin initiated,
    SessionStart sessions,
    LoginOptions options,
    GateOptions gate,
    TimeProvider clock,
    CappedLogger<LoginEndpoint> logger)
{
    /// <summary>The page to which a window is sent when its login cannot begin; a fetch gets the problem.</summary>
    public string? ErrorPath(HttpRequest request) => HttpMethods.IsGet(request.Method) && Navigation.IsInWindow(request.Headers) ? options.ErrorPath : null;

    /// <summary>For a page that navigates itself.</summary>
    public async Task<Failure?> PostAsync(HttpContext context)
    {
        var request = await RequestBody.ReadJsonAsync(context.Request, LoginJson.Default.LoginRequest);
        var address = request.Succeeded ? await BeginAsync(context, request.Value, isCrossSite: false) : request.Failure;
        if (!address.Succeeded)
        {
            return address.Failure;
        }

        var started = new LoginStarted(address.Value, (long)Transactions.Lifetime.TotalSeconds);
        await context.Response.WriteAsJsonAsync(started, LoginJson.Default.LoginStarted, cancellationToken: context.RequestAborted);
        return null;
    }

    /// <summary>By navigation.</summary>
    public async Task<Failure?> GetAsync(HttpContext context)
    {
        if (Navigation.Check(context.Request.Headers) is { } refusal)
        {
            return refusal;
        }

        var read = LoginRequest.Read(context.Request.Query, options.PageParameters);
        var request = read.Succeeded ? initiated.Read(context.Request.Query, read.Value) : read;
        if (RequestContext.Of(context).ErrorPath is not null && request.Succeeded && ReturnPath.TryParse(request.Value.ReturnUrl, out var returnPath))
        {
            RequestContext.Of(context).ReturnPath = returnPath.Value; // for the error page alone: a problem repeats nothing of its request
        }

        var isCrossSite = !Navigation.IsOfUser(context.Request.Headers);
        var address = request.Succeeded ? await BeginAsync(context, request.Value, isCrossSite) : request.Failure;
        if (!address.Succeeded)
        {
            return address.Failure;
        }

        Navigation.SeeOther(context.Response, address.Value);
        return null;
    }

    private async Task<Outcome<string>> BeginAsync(HttpContext context, LoginRequest request, bool isCrossSite)
    {
        if (request.Check(options.PageParameters) is { } refusal)
        {
            return refusal;
        }

        if (!ReturnPath.TryParse(request.ReturnUrl ?? options.DefaultReturnPath, out var returnPath))
        {
            return Catalogue.ReturnUrlDenied.WithReason("returnUrl does not match: got another address or an ambiguous path, expected a path of the application.");
        }

        var metadata = await directory.GetAsync(context.RequestAborted);
        var (browser, isNew) = await sessions.ExpectAsync(context, await transactions.BrowserAsync(context), Transactions.Lifetime);
        var transaction = new Transaction
        {
            State = Transaction.Random(),
            Nonce = Transaction.Random(),
            CodeVerifier = Transaction.Random(),
            ReturnPath = returnPath.Value,
            RedirectUri = gate.PublicOrigin.At(options.CallbackPath),
            Issuer = metadata.Issuer,
            Browser = browser,
            IsOnly = isNew,
            AcrValues = request.AcrValues,
            MaxAge = request.MaxAge,
            PromptsLogin = request.PromptsLogin,
            IsCrossSite = isCrossSite,
            StartedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var address = await authorization.BuildAsync(metadata, Ask(request, transaction), RequestDeadline.Of(context).Within(AuthenticatedPost.Deadline));
        if (address.Succeeded)
        {
            if (await transactions.AddAsync(context, transaction) is { } noRoom)
            {
                return noRoom;
            }

            logger.LoginBegun(Problems.TraceId(context));
        }

        return address;
    }

    private static AuthorizationRequest Ask(LoginRequest request, Transaction transaction) => new()
    {
        RedirectUri = transaction.RedirectUri,
        State = transaction.State,
        Nonce = transaction.Nonce,
        CodeChallenge = transaction.CodeChallenge,
        LoginHint = request.LoginHint,
        Prompt = request.Prompt,
        AcrValues = request.AcrValues,
        MaxAge = request.MaxAge?.ToString(CultureInfo.InvariantCulture),
        UiLocales = request.UiLocales,
        Claims = ClaimsRequest.Read(request.Claims),
        PageParameters = request.Parameters ?? [],
    };
}
