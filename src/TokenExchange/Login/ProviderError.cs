using System.Collections.Frozen;

namespace TokenExchange.Login;

/// <summary>The error codes of RFC 6749 section 4.1.2.1 and OpenID Connect Core 1.0 section 3.1.2.6; any other text from outside is not repeated.</summary>
internal static class ProviderError
{
    private static readonly FrozenSet<string> Codes = FrozenSet.Create(
        StringComparer.Ordinal,
        "invalid_request",
        "unauthorized_client",
        "access_denied",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required");

    public static string Known(string error) => Codes.Contains(error) ? error : "of another name";
}
