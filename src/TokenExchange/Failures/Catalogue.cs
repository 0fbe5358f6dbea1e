namespace TokenExchange.Failures;

/// <summary>Every error the service can answer with: code, status, action, the title that a client sees, and what decides it. The list is closed.</summary>
internal static class Catalogue
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static Failure RequestInvalid { get; } = new("request_invalid", 400, FailureAction.None, "The request is malformed.", Advice.RequestInvalid);
    public static Failure ReturnUrlDenied { get; } = new("return_url_denied", 400, FailureAction.None, "The return URL is not a path of this application.", Advice.ReturnUrlDenied);
    public static Failure TransactionMissing { get; } = new("transaction_missing", 400, FailureAction.Login, "No login in progress was found in this browser.", Advice.TransactionMissing);
    public static Failure TransactionExpired { get; } = new("transaction_expired", 400, FailureAction.Login, "The login took too long and has expired.", Advice.TransactionExpired);
    public static Failure IssuerMismatch { get; } = new("issuer_mismatch", 400, FailureAction.Login, "The response came from a different provider than expected.", Advice.IssuerMismatch);
    public static Failure ProviderDenied { get; } = new("provider_denied", 400, FailureAction.None, "The provider denied the sign-in.", Advice.ProviderDenied);
    public static Failure LoginRequired { get; } = new("login_required", 400, FailureAction.Login, "The provider requires an interaction with the user.", Advice.LoginRequired);
    public static Failure LoginCancelled { get; } = new("login_cancelled", 400, FailureAction.None, "The sign-in was cancelled.", Advice.LoginCancelled);
    public static Failure CodeRejected { get; } = new("code_rejected", 400, FailureAction.Login, "The provider rejected the authorization code.", Advice.CodeRejected);
    public static Failure PathMalformed { get; } = new("path_denied", 400, FailureAction.None, "The path is malformed.", Advice.PathMalformed);

    public static Failure NotAuthenticated { get; } = new("not_authenticated", 401, FailureAction.Login, "Sign-in required.", Advice.NotAuthenticated);
    public static Failure SessionExpired { get; } = new("session_expired", 401, FailureAction.Login, "The session has expired.", Advice.SessionExpired);
    public static Failure SessionRevoked { get; } = new("session_revoked", 401, FailureAction.Login, "The session has been revoked.", Advice.SessionRevoked);
    public static Failure StepUpRequired { get; } = new("stepup_required", 401, FailureAction.StepUp, "A stronger or more recent sign-in is required.", Advice.StepUpRequired);

    public static Failure CsrfFailed { get; } = new("csrf_failed", 403, FailureAction.None, "The request did not come from this application.", Advice.CsrfFailed);
    public static Failure RouteUnknown { get; } = new("route_unknown", 404, FailureAction.None, "Unknown address.", Advice.RouteUnknown);
    public static Failure PathDenied { get; } = new("path_denied", 404, FailureAction.None, "Path not allowed on this route.", Advice.PathDenied);
    public static Failure MethodDenied { get; } = new("method_denied", 405, FailureAction.None, "Method not allowed at this address.", Advice.MethodDenied);
    public static Failure PayloadTooLarge { get; } = new("payload_too_large", 413, FailureAction.None, "The request body is too large.", Advice.PayloadTooLarge);
    public static Failure UnsupportedMediaType { get; } = new("unsupported_media_type", 415, FailureAction.None, "The media type of the request body is not supported.", Advice.UnsupportedMediaType);
    public static Failure RateLimited { get; } = new("rate_limited", 429, FailureAction.Retry, "Too many requests.", Advice.RateLimited) { RetryAfter = Soon };

    public static Failure InternalError { get; } = new("internal_error", 500, FailureAction.None, "Internal error.", Advice.InternalError);
    public static Failure IdTokenInvalid { get; } = new("id_token_invalid", 502, FailureAction.Login, "The provider's ID token is not valid.", Advice.IdTokenInvalid);
    public static Failure ProviderResponseInvalid { get; } = new("provider_unavailable", 502, FailureAction.Retry, "The provider's response is not valid.", Advice.ProviderResponseInvalid) { RetryAfter = Soon };
    public static Failure UpstreamUnavailable { get; } = new("upstream_unavailable", 502, FailureAction.Retry, "The upstream service is unavailable.", Advice.UpstreamUnavailable) { RetryAfter = Soon };
    public static Failure UpstreamPaused { get; } = new("upstream_unavailable", 503, FailureAction.Retry, "The upstream service is unavailable.", Advice.UpstreamPaused) { RetryAfter = Soon };
    public static Failure ProviderUnavailable { get; } = new("provider_unavailable", 503, FailureAction.Retry, "The provider is unavailable.", Advice.ProviderUnavailable) { RetryAfter = Soon };
    public static Failure CredentialRejected { get; } = new("credential_rejected", 503, FailureAction.Retry, "The provider rejected this application's credential.", Advice.CredentialRejected) { RetryAfter = Soon };
    public static Failure VaultUnavailable { get; } = new("vault_unavailable", 503, FailureAction.Retry, "The vault is unavailable.", Advice.VaultUnavailable) { RetryAfter = Soon };
    public static Failure SharedStateUnavailable { get; } = new("vault_unavailable", 503, FailureAction.Retry, "The shared state is unavailable.", Advice.SharedStateUnavailable) { RetryAfter = Soon };
    public static Failure Misconfigured { get; } = new("misconfigured", 503, FailureAction.Retry, "The service is not completely configured.", Advice.Misconfigured) { RetryAfter = TimeSpan.FromSeconds(30) };
    public static Failure UpstreamTimeout { get; } = new("upstream_timeout", 504, FailureAction.Retry, "The upstream service timed out.", Advice.UpstreamTimeout) { RetryAfter = Soon };

    private static readonly Failure[] All =
    [
        RequestInvalid, ReturnUrlDenied, TransactionMissing, TransactionExpired, IssuerMismatch, ProviderDenied,
        LoginRequired, LoginCancelled, CodeRejected, PathMalformed, NotAuthenticated, SessionExpired, SessionRevoked, StepUpRequired,
        CsrfFailed, RouteUnknown, PathDenied, MethodDenied, PayloadTooLarge, UnsupportedMediaType,
        RateLimited, InternalError, IdTokenInvalid, ProviderResponseInvalid, UpstreamUnavailable, UpstreamPaused, ProviderUnavailable,
        CredentialRejected, VaultUnavailable, SharedStateUnavailable, Misconfigured, UpstreamTimeout,
    ];

    /// <summary>The failure of this code and status. One that is unknown here was stored by another version.</summary>
    public static Failure Find(string code, int status) => Array.Find(All, failure => failure.Code == code && failure.Status == status) ?? InternalError;
}
