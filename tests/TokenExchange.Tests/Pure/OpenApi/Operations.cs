using TokenExchange.Failures;
using static TokenExchange.Failures.Catalogue;

namespace TokenExchange.Tests.Pure;

/// <summary>Every operation of the HTTP surface on one screen; a test compares it with the route table.</summary>
internal static class Operations
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly Failure[] Body = [PayloadTooLarge, UnsupportedMediaType];
    private static readonly Failure[] Secrets = [VaultUnavailable, SharedStateUnavailable, Misconfigured];
    private static readonly Failure[] ProviderCalls = [ProviderUnavailable, ProviderResponseInvalid, CredentialRejected];
    private static readonly Failure[] Beginning = [ReturnUrlDenied, RateLimited, .. ProviderCalls, .. Secrets];
    private static readonly Failure[] Renewal = [NotAuthenticated, SessionExpired, SessionRevoked, StepUpRequired, IdTokenInvalid, .. ProviderCalls, .. Secrets];

    private static readonly Failure[] Completion =
    [
        TransactionMissing, TransactionExpired, IssuerMismatch, ProviderDenied, LoginRequired, LoginCancelled, CodeRejected, StepUpRequired, IdTokenInvalid,
        .. ProviderCalls, .. Secrets,
    ];

    private static readonly Failure[] Forwarding =
    [
        .. Renewal, RouteUnknown, PathDenied, PathMalformed, MethodDenied, PayloadTooLarge, RateLimited, UpstreamUnavailable, UpstreamPaused, UpstreamTimeout,
    ];

    /// <summary>The addresses of the route table.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("POST auth/login", "Starts a login for a page that navigates itself.", 200, "The address of the provider, to which the page navigates. Sets the cookie of the login.")
        {
            Request = (Json, "LoginRequest"), Response = (Json, "LoginStarted"), Errors = [.. Beginning, .. Body],
        },
        new("GET auth/login", "Starts a login by navigation.", 303, "To the provider; a login that cannot begin leads a window to the error page. Sets the cookie of the login.")
        {
            Query = ["returnUrl", "loginHint", "prompt", "acrValues", "maxAge", "uiLocales", "claims", "iss", "target_link_uri", "login_hint"], Errors = [.. Beginning, IssuerMismatch], IsNavigation = true,
        },
        new("POST auth/exchange", "Completes a login: the page sends the address to which it was redirected.", 200, "The session. Sets the cookies of the session.")
        {
            Request = (Json, "ExchangeRequest"), Response = (Json, "ExchangeView"), Errors = [.. Completion, .. Body],
        },
        new("GET auth/callback", "Completes a login: the provider redirects to this address.", 303, "To the return path, or to the error page. Sets the cookies of the session.")
        {
            Query = ["code", "state", "iss", "error"], Errors = Completion, IsNavigation = true,
        },
        new("POST auth/callback", "Completes a login with response mode form_post.", 303, "To the return path, or to the error page. Sets the cookies of the session.")
        {
            Request = (Form, "CallbackForm"), Errors = [.. Completion, .. Body], IsNavigation = true,
        },
        new("GET auth/session", "Returns the session. A user who is not signed in is not an error.", 200, "The session.")
        {
            Response = (Json, "SessionView"), Errors = [ProviderUnavailable, .. Secrets],
        },
        new("POST auth/refresh", "Renews the access token now.", 200, "The session.") { Response = (Json, "SessionView"), Errors = Renewal },
        new("POST auth/logout", "Ends the session and revokes its refresh token. Without a session it is not an error.", 200, "The address that ends the provider's session too, or null. Deletes the cookies.")
        {
            Response = (Json, "LogoutView"), Errors = [.. ProviderCalls, .. Secrets],
        },
        new("POST auth/backchannel-logout", "OpenID Connect Back-Channel Logout 1.0: the provider ends one session or all sessions of a user.", 200, "The sessions have ended.")
        {
            Request = (Form, "LogoutForm"), Errors = [RateLimited, .. ProviderCalls, .. Secrets, .. Body],
        },
        new("GET auth/keys", "Public keys of this client (RFC 7517), for private_key_jwt.", 200, "A JWK Set; empty without such keys.")
        {
            Response = ("application/jwk-set+json", "KeySetView"), Errors = [ProviderUnavailable, .. Secrets],
        },
        new("POST events/vault", "Event Grid reports that a secret changed, or validates this address. Only Azure Functions, which checks the key, has this address.", 200, "The event was taken; of a validation, its response.")
        {
            Request = (Json, "Events"), Response = (Json, "Validation"), Errors = [PayloadTooLarge, ProviderUnavailable, RouteUnknown], NeedsFunctionKey = true,
        },
        new("OPTIONS events/vault", "The handshake of CloudEvents webhooks.", 200, "Events of Event Grid are allowed.") { Errors = [RouteUnknown], NeedsFunctionKey = true },
        new("GET health/live", "Liveness.", 200, "The process responds.") { Response = (Json, "HealthView") },
        new("GET health/ready", "Readiness, with one entry for each dependency.", 200, "Ready.")
        {
            Response = (Json, "HealthView"), Also = (503, "Not ready; with Retry-After."),
        },
    ];

    /// <summary>The calls of the proxy, which are not in the route table.</summary>
    public static IReadOnlyList<Operation> OfProxy { get; } =
    [
        .. new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" }.Select(method => new Operation(
            $"{method} proxy/{{route}}/{{path}}", "Forwards the call to the API of the route, with the route's credential.", 0, "The response of the API, any status, without the header TE-Error.")
        {
            Errors = Forwarding,
        }),
    ];

    /// <summary>All errors of an operation: its own, and those that follow from its entry in the route table.</summary>
    public static IReadOnlyList<Failure> ErrorsOf(Operation operation)
    {
        var endpoint = PaperRoutes.Table.Endpoints.FirstOrDefault(endpoint => endpoint.Address == operation.Address);
        IEnumerable<Failure?> errors =
        [
            RequestInvalid, InternalError, .. operation.Errors,
            endpoint?.IsOpenTo(operation.Method) == true ? null : CsrfFailed,
            endpoint?.Limit is null ? null : RateLimited,
            endpoint?.Limit is AuthLimit.Session or AuthLimit.SignOut ? VaultUnavailable : null,
        ];
        return [.. errors.OfType<Failure>().DistinctBy(failure => (failure.Code, failure.Status)).OrderBy(failure => failure.Status).ThenBy(failure => failure.Code, StringComparer.Ordinal)];
    }
}
