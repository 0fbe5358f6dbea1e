namespace TokenExchange.Failures;

/// <summary>Every refusal the service can answer with: code, status, action and the one sentence a client sees. The list is closed.</summary>
internal static class Catalogue
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static Failure RequestInvalid { get; } = new("request_invalid", 400, FailureAction.None, "The request is malformed.");
    public static Failure ReturnUrlDenied { get; } = new("return_url_denied", 400, FailureAction.None, "The return address is not a path of this application.");
    public static Failure TransactionMissing { get; } = new("transaction_missing", 400, FailureAction.Login, "This browser has not begun this login.");
    public static Failure TransactionExpired { get; } = new("transaction_expired", 400, FailureAction.Login, "The login took too long.");
    public static Failure IssuerMismatch { get; } = new("issuer_mismatch", 400, FailureAction.Login, "The answer came from another provider.");
    public static Failure ProviderDenied { get; } = new("provider_denied", 400, FailureAction.None, "The provider did not sign the user in.");
    public static Failure CodeRejected { get; } = new("code_rejected", 400, FailureAction.Login, "The provider did not accept the authorization code.");
    public static Failure PathMalformed { get; } = new("path_denied", 400, FailureAction.None, "The path is malformed.");

    public static Failure NotAuthenticated { get; } = new("not_authenticated", 401, FailureAction.Login, "Nobody is signed in.");
    public static Failure SessionExpired { get; } = new("session_expired", 401, FailureAction.Login, "The session has expired.");
    public static Failure SessionRevoked { get; } = new("session_revoked", 401, FailureAction.Login, "The session was ended.");
    public static Failure StepUpRequired { get; } = new("stepup_required", 401, FailureAction.StepUp, "A stronger or fresher sign-in is required.");

    public static Failure CsrfFailed { get; } = new("csrf_failed", 403, FailureAction.None, "The request did not come from this application.");
    public static Failure RouteUnknown { get; } = new("route_unknown", 404, FailureAction.None, "There is nothing at this address.");
    public static Failure PathDenied { get; } = new("path_denied", 404, FailureAction.None, "The route does not lead to this path.");
    public static Failure MethodDenied { get; } = new("method_denied", 405, FailureAction.None, "The method is not allowed here.");
    public static Failure PayloadTooLarge { get; } = new("payload_too_large", 413, FailureAction.None, "The body is too large.");
    public static Failure UnsupportedMediaType { get; } = new("unsupported_media_type", 415, FailureAction.None, "The body has another media type than this resource takes.");
    public static Failure RateLimited { get; } = new("rate_limited", 429, FailureAction.Retry, "Too many requests.") { RetryAfter = Soon };

    public static Failure InternalError { get; } = new("internal_error", 500, FailureAction.None, "Something went wrong on our side.");
    public static Failure IdTokenInvalid { get; } = new("id_token_invalid", 502, FailureAction.Login, "The provider's ID token was refused.");
    public static Failure ProviderGarbled { get; } = new("provider_unavailable", 502, FailureAction.Retry, "The provider's answer could not be understood.") { RetryAfter = Soon };
    public static Failure UpstreamUnavailable { get; } = new("upstream_unavailable", 502, FailureAction.Retry, "The upstream did not answer.") { RetryAfter = Soon };
    public static Failure ProviderUnavailable { get; } = new("provider_unavailable", 503, FailureAction.Retry, "The provider cannot be reached.") { RetryAfter = Soon };
    public static Failure CredentialRejected { get; } = new("credential_rejected", 503, FailureAction.Retry, "The provider refused this application's credential.") { RetryAfter = Soon };
    public static Failure VaultUnavailable { get; } = new("vault_unavailable", 503, FailureAction.Retry, "The vault cannot be reached.") { RetryAfter = Soon };
    public static Failure Misconfigured { get; } = new("misconfigured", 503, FailureAction.Retry, "The service is not configured completely.") { RetryAfter = TimeSpan.FromSeconds(30) };
    public static Failure UpstreamTimeout { get; } = new("upstream_timeout", 504, FailureAction.Retry, "The upstream took too long.") { RetryAfter = Soon };
}
