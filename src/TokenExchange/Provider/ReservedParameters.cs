using System.Collections.Frozen;

namespace TokenExchange.Provider;

/// <summary>Parameters of a request to the provider that neither the configuration nor a page may set: the security of the protocol rests on them.</summary>
internal static class ReservedParameters
{
    /// <summary>What a page sends with members of its own, whose results are checked.</summary>
    private static readonly string[] OfMembers = ["login_hint", "prompt", "acr_values", "max_age", "ui_locales", "claims"];

    /// <summary>Of the authorization request (RFC 6749, RFC 7636, RFC 8707, RFC 9101, RFC 9126, OpenID Connect Core 1.0).</summary>
    private static readonly FrozenSet<string> Authorization = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "response_type", "response_mode", "client_id", "client_secret", "client_assertion", "client_assertion_type", "redirect_uri", "scope", "state", "nonce",
        "code_challenge", "code_challenge_method", "audience", "resource", "request", "request_uri", "registration", "id_token_hint", "acr_values", "max_age",
        "dpop_jkt");

    /// <summary>Of the token request.</summary>
    private static readonly FrozenSet<string> Token = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "client_id", "client_secret", "client_assertion", "client_assertion_type",
        "scope", "resource", "assertion", "requested_token_use", "subject_token", "subject_token_type", "requested_token_type", "actor_token", "actor_token_type");

    /// <summary>Of the end-session request.</summary>
    private static readonly FrozenSet<string> EndSession = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "id_token_hint", "client_id", "post_logout_redirect_uri", "state");

    public static bool IsOfAuthorization(string name) => Authorization.Contains(name);

    /// <summary>Also those that <c>POST login</c> has a member for.</summary>
    public static bool IsNeverOfPage(string name) => Authorization.Contains(name) || OfMembers.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static bool IsOfToken(string name) => Token.Contains(name);

    public static bool IsOfEndSession(string name) => EndSession.Contains(name);
}
