namespace TokenExchange.Tests.Stand.Providers;

/// <summary>The providers that have a page in <c>docs/providers</c>, as their public documentation describes them (2026-11).</summary>
internal static partial class ProviderProfiles
{
    private const string Methods = "token_endpoint_auth_methods_supported";
    private const string SendsIssuer = "authorization_response_iss_parameter_supported";

    public static ProviderProfile Auth0 { get; } = new("auth0.md", "https://contoso.eu.auth0.com/")
    {
        Values = new() { ["tenant"] = "contoso", ["region"] = "eu", ["identifier of the API"] = "https://api.example.test" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["acr"] = null, ["at_hash"] = null, ["auth_time"] = null },
        Rotates = true,
        RefusedRefresh = (403, """{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}"""),
    };

    public static ProviderProfile Okta { get; } = new("okta.md", "https://contoso.okta.com/oauth2/default")
    {
        Values = new() { ["org"] = "contoso" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["ver"] = 1, ["idp"] = "00o1", ["acr"] = null, ["sid"] = null },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"The refresh token is invalid or expired."}"""),
        LogoutParameter = "id_token_hint",
    };

    public static ProviderProfile OktaOrg { get; } = new("okta.md", "https://contoso.okta.com")
    {
        Block = "Provider__UserInfo",
        Values = new() { ["org"] = "contoso" },
        Metadata = new() { ["userinfo_endpoint"] = "https://contoso.okta.com/userinfo", [SendsIssuer] = null },
        Claims = new() { ["name"] = null, ["ver"] = 1, ["idp"] = "00o1", ["acr"] = null, ["sid"] = null },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"The refresh token is invalid or expired."}"""),
        LogoutParameter = "id_token_hint",
    };

    public static ProviderProfile Google { get; } = new("google.md", "https://accounts.google.com")
    {
        Metadata = new() { ["end_session_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["azp"] = "token-exchange-demo", ["acr"] = null, ["sid"] = null, ["auth_time"] = null },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"""),
        LogoutParameter = null,
    };

    public static ProviderProfile Cognito { get; } = new("cognito.md", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc")
    {
        Values = new() { ["region"] = "eu-west-1", ["user pool id"] = "eu-west-1_abc" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["token_use"] = "id", ["cognito:username"] = "alice", ["acr"] = null, ["sid"] = null },
        LogoutParameter = "logout_uri",
    };

    public static ProviderProfile Apple { get; } = new("apple.md", "https://appleid.apple.com")
    {
        Values = new() { ["services id"] = "token-exchange-demo", ["team id"] = "TEAM123456", ["key id"] = "ABC123DEFG" },
        Metadata = new() { ["end_session_endpoint"] = null, [SendsIssuer] = null, [Methods] = new[] { "client_secret_post" } },
        Claims = new() { ["name"] = null, ["email_verified"] = "true", ["nonce_supported"] = true, ["acr"] = null, ["sid"] = null },
        LogoutParameter = null,
    };

    /// <summary>As it answers an application for which PKCE has been enabled.</summary>
    public static ProviderProfile LinkedIn { get; } = new("linkedin.md", "https://www.linkedin.com/oauth")
    {
        Metadata = new()
        {
            ["end_session_endpoint"] = null,
            ["revocation_endpoint"] = null,
            [SendsIssuer] = null,
            [Methods] = null,
            ["code_challenge_methods_supported"] = null,
        },
        Claims = new() { ["nonce"] = null, ["locale"] = "en_US", ["acr"] = null, ["sid"] = null, ["at_hash"] = null, ["auth_time"] = null },
        TokenResponse = new() { ["refresh_token"] = null, ["scope"] = "email,openid,profile" },
        LogoutParameter = null,
    };

    public static ProviderProfile Salesforce { get; } = new("salesforce.md", "https://contoso.my.salesforce.com")
    {
        Values = new() { ["domain"] = "contoso" },
        Metadata = new() { [SendsIssuer] = null },
        Claims = new() { ["custom_attributes"] = new Dictionary<string, string>(), ["acr"] = null, ["sid"] = null, ["auth_time"] = null },
        TokenResponse = new() { ["expires_in"] = null, ["issued_at"] = "1764201600000", ["instance_url"] = "https://contoso.my.salesforce.com", ["signature"] = "s" },
        AccessTokenSeconds = 1800,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"expired access/refresh token"}"""),
    };
}
