namespace TokenExchange.Tests.Stand.Providers;

/// <summary>The providers whose settings <c>docs/providers.md</c> prints, as their public documentation describes them (2026-11).</summary>
internal static class ProviderProfiles
{
    private const string SendsIssuer = "authorization_response_iss_parameter_supported";
    private const string Tenant = "11111111-2222-3333-4444-555555555555";

    public static ProviderProfile Entra { get; } = new("Entra ID", $"https://login.microsoftonline.com/{Tenant}/v2.0")
    {
        Block = "Credential__Kind",
        Values = new() { ["tenant id"] = Tenant, ["api's application id"] = "22222222-2222-3333-4444-555555555555", ["scope"] = "orders" },
        Choices = new() { ["Provider:Credential:Kind"] = "client-secret", ["Provider:Credential:SecretName"] = "client-secret" },
        Metadata = new() { ["revocation_endpoint"] = null, [SendsIssuer] = null, ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_post", "private_key_jwt", "client_secret_basic" } },
        Claims = new() { ["tid"] = Tenant, ["ver"] = "2.0", ["acr"] = null, ["auth_time"] = null, ["at_hash"] = null, ["sid"] = null },
        TokenResponse = new() { ["ext_expires_in"] = 300 },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"AADSTS700082","error_codes":[700082],"suberror":"bad_token"}"""),
    };

    public static ProviderProfile EntraTenants { get; } = new("Entra ID", $"https://login.microsoftonline.com/{Tenant}/v2.0")
    {
        Block = "organizations",
        Values = new() { ["tenant id"] = Tenant },
        Metadata = new() { ["issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0", ["revocation_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["tid"] = Tenant, ["ver"] = "2.0", ["acr"] = null, ["auth_time"] = null, ["at_hash"] = null, ["sid"] = null },
        Rotates = true,
    };

    public static ProviderProfile ExternalId { get; } = new("Entra ID", $"https://{Tenant}.ciamlogin.com/{Tenant}/v2.0")
    {
        Block = "ciamlogin.com",
        Values = new() { ["tenant"] = "contoso", ["tenant id"] = Tenant },
        Metadata = new() { ["revocation_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["tid"] = Tenant, ["ver"] = "2.0", ["acr"] = null, ["auth_time"] = null, ["at_hash"] = null, ["sid"] = null },
        Rotates = true,
    };

    public static ProviderProfile B2C { get; } = new("Entra ID", $"https://contoso.b2clogin.com/{Tenant}/v2.0/")
    {
        Block = "b2clogin.com",
        Values = new() { ["tenant"] = "contoso", ["tenant id"] = Tenant, ["user flow"] = "b2c_1_signin" },
        Metadata = new() { ["revocation_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["tfp"] = "b2c_1_signin", ["ver"] = "1.0", ["acr"] = null, ["at_hash"] = null, ["sid"] = null },
        TokenResponse = new() { ["expires_in"] = "300", ["not_before"] = 1, ["id_token_expires_in"] = 300, ["refresh_token_expires_in"] = 86400 },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"AADB2C90080"}"""),
    };

    public static ProviderProfile Auth0 { get; } = new("Auth0", "https://contoso.eu.auth0.com/")
    {
        Values = new() { ["tenant"] = "contoso", ["region"] = "eu", ["identifier of the API"] = "https://api.example.test" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["acr"] = null, ["at_hash"] = null, ["auth_time"] = null },
        Rotates = true,
        RefusedRefresh = (403, """{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}"""),
    };

    public static ProviderProfile Keycloak { get; } = new("Keycloak", "https://keycloak.example.test/realms/shop")
    {
        Block = "Provider__ClientId",
        Values = new() { ["host"] = "keycloak.example.test", ["realm"] = "shop", ["scope of the API"] = "orders" },
        Claims = new() { ["azp"] = "token-exchange-demo", ["typ"] = "ID", ["session_state"] = "s" },
        TokenResponse = new() { ["refresh_expires_in"] = 1800, ["not-before-policy"] = 0, ["session_state"] = "s" },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"Token is not active"}"""),
    };

    public static ProviderProfile Okta { get; } = new("Okta", "https://contoso.okta.com/oauth2/default")
    {
        Values = new() { ["org"] = "contoso", ["scope of the API"] = "orders" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["ver"] = 1, ["idp"] = "00o1", ["acr"] = null, ["sid"] = null },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"The refresh token is invalid or expired."}"""),
        LogoutParameter = "id_token_hint",
    };

    public static ProviderProfile Google { get; } = new("Google", "https://accounts.google.com")
    {
        Metadata = new() { ["end_session_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["azp"] = "token-exchange-demo", ["acr"] = null, ["sid"] = null, ["auth_time"] = null },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"""),
        LogoutParameter = null,
    };

    public static ProviderProfile Cognito { get; } = new("Amazon Cognito", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc")
    {
        Values = new() { ["region"] = "eu-west-1", ["user pool id"] = "eu-west-1_abc" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["token_use"] = "id", ["cognito:username"] = "alice", ["acr"] = null, ["sid"] = null },
        LogoutParameter = "logout_uri",
    };

    public static ProviderProfile Apple { get; } = new("Apple", "https://appleid.apple.com")
    {
        Values = new() { ["services id"] = "token-exchange-demo", ["team id"] = "TEAM123456", ["key id"] = "ABC123DEFG" },
        Metadata = new() { ["end_session_endpoint"] = null, [SendsIssuer] = null, ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_post" } },
        Claims = new() { ["name"] = null, ["email_verified"] = "true", ["nonce_supported"] = true, ["acr"] = null, ["sid"] = null },
        LogoutParameter = null,
    };

    public static ProviderProfile Zitadel { get; } = new("Zitadel", "https://contoso.zitadel.cloud")
    {
        Values = new() { ["instance"] = "contoso", ["project id"] = "123456789" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["aud"] = new[] { "token-exchange-demo", "123456789" }, ["azp"] = "token-exchange-demo", ["acr"] = null },
        Rotates = true,
    };
}
