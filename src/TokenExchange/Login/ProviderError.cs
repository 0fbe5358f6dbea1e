using TokenExchange.Failures;

namespace TokenExchange.Login;

/// <summary>
/// The failure for an error of the authorization endpoint (RFC 6749 section 4.1.2.1, OpenID Connect Core 1.0 section 3.1.2.6). The names below are the
/// only ones that the log repeats; any other text comes from outside.
/// </summary>
internal static class ProviderError
{
    public static Failure Of(string error) => error switch
    {
        "access_denied" => Named(Catalogue.LoginCancelled, error),
        "login_required" or "interaction_required" or "consent_required" or "account_selection_required" => Named(Catalogue.LoginRequired, error),

        // The same answer cannot be submitted again: its transaction is used up.
        "server_error" or "temporarily_unavailable" => Named(Catalogue.ProviderUnavailable with { Action = FailureAction.Login }, error),
        "invalid_request" or "unauthorized_client" or "unsupported_response_type" or "invalid_scope" => Named(Catalogue.ProviderDenied, error),
        _ => Catalogue.ProviderDenied.WithReason("The provider answered with an error code that is not standardized."),
    };

    private static Failure Named(Failure failure, string error) => failure.WithReason($"The provider answered with the error {error}.");
}
