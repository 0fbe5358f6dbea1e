using System.Collections.Frozen;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>
/// The meaning of an OAuth error of the token endpoint. The <c>error</c> member decides, not the status, because providers use different
/// statuses. <c>docs/providers/README.md</c> has the table.
/// </summary>
internal static class TokenError
{
    /// <summary>Errors about the request (RFC 6749 section 5.2, RFC 8707 section 2).</summary>
    private static readonly FrozenSet<string> Requests = FrozenSet.Create(
        StringComparer.Ordinal, "invalid_request", "invalid_scope", "unsupported_grant_type", "invalid_target");

    /// <summary>Errors that need an interaction with the user (OpenID Connect Core 1.0 section 3.1.2.6).</summary>
    private static readonly FrozenSet<string> Interactions = FrozenSet.Create(
        StringComparer.Ordinal, "interaction_required", "login_required", "consent_required", "account_selection_required");

    /// <summary>The grant is not valid any more. <c>token_inactive</c> is the code of some versions of Ory Hydra for a used refresh token, with status 401.</summary>
    private static readonly FrozenSet<string> Grants = FrozenSet.Create(StringComparer.Ordinal, "invalid_grant", "token_inactive");

    private static readonly FrozenSet<string> Outages = FrozenSet.Create(StringComparer.Ordinal, "temporarily_unavailable", "server_error", "slow_down");

    /// <summary>The error as a log may name it: a registered code as it is, anything else by that alone.</summary>
    public static string NameOf(string? error) => error switch
    {
        null => "no OAuth error",
        "invalid_client" or "unauthorized_client" or "access_denied" or "unsupported_token_type" => error,
        _ when Grants.Contains(error) || Requests.Contains(error) || Interactions.Contains(error) || Outages.Contains(error) => error,
        _ => "an error code that is not standardized",
    };

    /// <summary>
    /// Whether a response rejects the client's credential. Every 401 without another known error does: these endpoints authenticate only the client, and
    /// providers use different errors (Keycloak <c>unauthorized_client</c>, Auth0 <c>access_denied</c>).
    /// </summary>
    public static bool RefusesCredential(int status, string? error) => status is >= 400 and < 500 and not 429
        && (error == "invalid_client" || (status == 401 && !NamesAnotherCause(error)));

    public static TokenReply Read(string error, ProviderAnswer answer) => error switch
    {
        _ when Grants.Contains(error) => new TokenReply.GrantRefused(),
        _ when ProviderAnswer.IsTemporary(answer.Status) || Outages.Contains(error) => new TokenReply.Failed(answer.AsOutage()),
        _ when error == "invalid_client" || RefusesCredential(answer.Status, error) =>
            new TokenReply.Failed(Catalogue.CredentialRejected.WithReason("The provider rejected the client's credential.")),
        "unauthorized_client" => Refused(Catalogue.CredentialRejected.WithReason("The token endpoint returned unauthorized_client.")),
        "access_denied" => Refused(Catalogue.ProviderResponseInvalid.WithReason("The token endpoint returned access_denied.")),
        _ when Interactions.Contains(error) => Refused(StepUp(answer).WithReason($"The token endpoint returned {error}.")),
        _ when Requests.Contains(error) => Refused(Catalogue.ProviderResponseInvalid.WithReason($"The token endpoint returned {error}.")),
        _ => Refused(Catalogue.ProviderResponseInvalid.WithReason("The token endpoint returned an error code that is not standardized.")),
    };

    /// <summary>The same request would fail again. A session whose refresh fails this way repeatedly is ended.</summary>
    private static TokenReply.Failed Refused(Failure failure) => new(failure) { IsRefusal = true };

    /// <summary>Entra ID says with <c>claims</c> what the login has to request, so that the same request succeeds after it.</summary>
    private static Failure StepUp(ProviderAnswer answer) =>
        StrictJson.TryParse(answer.Text, out var root) && ClaimsRequest.Read(StrictJson.Text(root.Value, "claims")) is { } claims
            ? Catalogue.StepUpRequired with { StepUp = new StepUp(null, null) { Claims = claims } }
            : Catalogue.StepUpRequired;

    private static bool NamesAnotherCause(string? error) =>
        error is not null && (Grants.Contains(error) || Requests.Contains(error) || Interactions.Contains(error) || Outages.Contains(error));
}
