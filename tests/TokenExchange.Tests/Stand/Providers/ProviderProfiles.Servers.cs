namespace TokenExchange.Tests.Stand.Providers;

/// <summary>Providers that organizations run themselves, and the services of their makers.</summary>
internal static partial class ProviderProfiles
{
    public static ProviderProfile Keycloak { get; } = new("keycloak.md", "https://keycloak.example.test/realms/shop")
    {
        Values = new() { ["host"] = "keycloak.example.test", ["realm"] = "shop" },
        Claims = new() { ["azp"] = "token-exchange-demo", ["typ"] = "ID", ["session_state"] = "s" },
        TokenResponse = new() { ["refresh_expires_in"] = 1800, ["not-before-policy"] = 0, ["session_state"] = "s" },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"Token is not active"}"""),
    };

    public static ProviderProfile Zitadel { get; } = new("zitadel.md", "https://contoso.zitadel.cloud")
    {
        Values = new() { ["instance"] = "contoso", ["project id"] = "123456789" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["aud"] = new[] { "token-exchange-demo", "123456789" }, ["azp"] = "token-exchange-demo", ["acr"] = null },
        Rotates = true,
    };

    public static ProviderProfile GitLab { get; } = new("gitlab.md", "https://gitlab.com")
    {
        Values = new() { ["host"] = "gitlab.com" },
        Metadata = new() { ["end_session_endpoint"] = null, [SendsIssuer] = null, ["code_challenge_methods_supported"] = new[] { "plain", "S256" } },
        Claims = new() { ["sub_legacy"] = "0a1b", ["groups_direct"] = new[] { "shop" }, ["acr"] = null, ["sid"] = null, ["at_hash"] = null },
        TokenResponse = new() { ["created_at"] = 1 },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"The provided authorization grant is invalid, expired, revoked."}"""),
        LogoutParameter = null,
    };

    public static ProviderProfile Hydra { get; } = new("hydra.md", "https://contoso.projects.oryapis.com")
    {
        Values = new() { ["host"] = "contoso.projects.oryapis.com" },
        Metadata = new() { [SendsIssuer] = null, [Methods] = new[] { "client_secret_post", "client_secret_basic", "private_key_jwt", "none" } },
        Claims = new() { ["rat"] = 1, ["jti"] = "j", ["acr"] = null },
        TokenResponse = new() { ["scope"] = "openid offline_access", ["token_type"] = "bearer" },
        Rotates = true,
        RefusedRefresh = (401, """{"error":"token_inactive","error_description":"Token is inactive because it is malformed, expired or otherwise invalid."}"""),
        LogoutParameter = "id_token_hint",
    };

    public static ProviderProfile OpenIddict { get; } = new("openiddict.md", "https://openiddict.example.test/")
    {
        Values = new() { ["host"] = "openiddict.example.test" },
        Metadata = new() { [Methods] = new[] { "client_secret_basic", "client_secret_post", "private_key_jwt" } },
        Claims = new() { ["azp"] = "token-exchange-demo", ["oi_au_id"] = "1", ["oi_tkn_id"] = "2", ["acr"] = null, ["sid"] = null, ["auth_time"] = null },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_uri":"https://documentation.openiddict.com/errors/ID2012"}"""),
        LogoutParameter = "id_token_hint",
    };

    public static ProviderProfile PingOne { get; } = new("ping.md", "https://auth.pingone.eu/22222222-2222-3333-4444-555555555555/as")
    {
        Values = new() { ["top-level domain"] = "eu", ["environment id"] = "22222222-2222-3333-4444-555555555555" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["env"] = "22222222-2222-3333-4444-555555555555", ["p1.region"] = "EU", ["acr"] = "Single_Factor" },
        Rotates = true,
        LogoutParameter = "id_token_hint",
    };

    public static ProviderProfile PingFederate { get; } = new("ping.md", "https://ping.example.test")
    {
        Block = "host of PingFederate",
        Values = new() { ["host of PingFederate"] = "ping.example.test" },
        Metadata = new() { ["end_session_endpoint"] = null, ["ping_end_session_endpoint"] = "https://ping.example.test/idp/startSLO.ping", [SendsIssuer] = null },
        Claims = new() { ["pi.sri"] = "s", ["jti"] = "j", ["acr"] = null, ["sid"] = null },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"unknown, invalid, or expired refresh token"}"""),
        LogoutParameter = null,
    };

    public static ProviderProfile Oracle { get; } = new("oracle.md", "https://identity.oraclecloud.com/")
    {
        Values = new() { ["domain"] = "idcs-0123456789abcdef0123456789abcdef" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["aud"] = new[] { "https://identity.oraclecloud.com/", "token-exchange-demo" }, ["azp"] = "token-exchange-demo", ["tok_type"] = "IT", ["acr"] = null },
        Rotates = true,
        LogoutParameter = "id_token_hint",
    };
}
