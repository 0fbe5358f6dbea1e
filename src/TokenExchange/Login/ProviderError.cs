using System.Collections.Frozen;
using TokenExchange.Failures;

namespace TokenExchange.Login;

/// <summary>
/// The failure for an error of the authorization endpoint (RFC 6749 section 4.1.2.1, OpenID Connect Core 1.0 section 3.1.2.6). The names below are the
/// only ones that the log repeats; any other text comes from outside.
/// </summary>
internal static class ProviderError
{
    private static readonly FrozenDictionary<string, Failure> Standard = FrozenDictionary.ToFrozenDictionary(
        [
            Named("access_denied", Catalogue.LoginCancelled),
            Named("login_required", Catalogue.LoginRequired),
            Named("interaction_required", Catalogue.LoginRequired),
            Named("consent_required", Catalogue.LoginRequired),
            Named("account_selection_required", Catalogue.LoginRequired),

            // The same answer cannot be submitted again: its transaction is used up.
            Named("server_error", Catalogue.ProviderUnavailable with { Action = FailureAction.Login }),
            Named("temporarily_unavailable", Catalogue.ProviderUnavailable with { Action = FailureAction.Login }),
            Named("invalid_request", Catalogue.ProviderDenied),
            Named("unauthorized_client", Catalogue.ProviderDenied),
            Named("unsupported_response_type", Catalogue.ProviderDenied),
            Named("invalid_scope", Catalogue.ProviderDenied),
        ],
        StringComparer.Ordinal);

    public static Failure Of(string error) =>
        Standard.GetValueOrDefault(error) ?? Catalogue.ProviderDenied.WithReason("The provider answered with an error code that is not standardized.");

    /// <summary>Whether only a provider answers with this: a page of the application may have an <c>error</c> of its own in its address.</summary>
    public static bool IsStandard(string error) => Standard.ContainsKey(error);

    private static KeyValuePair<string, Failure> Named(string error, Failure failure) =>
        new(error, failure.WithReason($"The provider answered with the error {error}."));
}
