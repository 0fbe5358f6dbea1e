namespace TokenExchange.Emulators.Provider;

/// <summary>The provider's metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2).</summary>
internal static class DiscoveryDocument
{
    public static Dictionary<string, object?> Of(string issuer, bool acceptsAssertions) => new()
    {
        ["issuer"] = issuer,
        ["authorization_endpoint"] = issuer + "/authorize",
        ["token_endpoint"] = issuer + "/token",
        ["jwks_uri"] = issuer + "/jwks",
        ["revocation_endpoint"] = issuer + "/revoke",
        ["userinfo_endpoint"] = issuer + "/userinfo",
        ["introspection_endpoint"] = issuer + "/introspection",
        ["introspection_endpoint_auth_methods_supported"] = new[] { "client_secret_basic", "client_secret_post" },
        ["end_session_endpoint"] = issuer + "/end_session",
        ["response_types_supported"] = new[] { "code" },
        ["response_modes_supported"] = new[] { "query", "form_post" },
        ["grant_types_supported"] = new[] { "authorization_code", "refresh_token", "client_credentials", ApiGrants.Exchange, ApiGrants.OnBehalfOf },
        ["subject_types_supported"] = new[] { "public" },
        ["scopes_supported"] = new[] { "openid", "profile", "email", "offline_access" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
        ["token_endpoint_auth_methods_supported"] = acceptsAssertions
            ? new[] { "client_secret_basic", "client_secret_post", "private_key_jwt" }
            : ["client_secret_basic", "client_secret_post"],
        ["token_endpoint_auth_signing_alg_values_supported"] = acceptsAssertions ? new[] { "RS256", "PS256", "ES256" } : null,
        ["id_token_signing_alg_values_supported"] = new[] { "RS256", "PS256", "ES256" },
        ["authorization_response_iss_parameter_supported"] = true,
        ["backchannel_logout_supported"] = true,
        ["backchannel_logout_session_supported"] = true,
        ["claims_supported"] = new[] { "sub", "name", "email", "preferred_username", "acr", "auth_time", "sid" },
        ["acr_values_supported"] = new[] { "1", "2" },
    };
}
