namespace TokenExchange.Tests.Stand.Providers;

/// <summary>Microsoft's providers.</summary>
internal static partial class ProviderProfiles
{
    private const string Tenant = "11111111-2222-3333-4444-555555555555";

    public static ProviderProfile Entra { get; } = new("entra.md", $"https://login.microsoftonline.com/{Tenant}/v2.0")
    {
        Values = new() { ["tenant id"] = Tenant },
        Choices = new() { ["Provider:Credential:Kind"] = "client-secret", ["Provider:Credential:SecretName"] = "client-secret" },
        Metadata = new() { ["revocation_endpoint"] = null, [SendsIssuer] = null, [Methods] = new[] { "client_secret_post", "private_key_jwt", "client_secret_basic" } },
        Claims = new() { ["tid"] = Tenant, ["ver"] = "2.0", ["acr"] = null, ["auth_time"] = null, ["at_hash"] = null, ["sid"] = null },
        TokenResponse = new() { ["ext_expires_in"] = 300 },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"AADSTS700082","error_codes":[700082],"suberror":"bad_token"}"""),
    };

    public static ProviderProfile EntraTenants { get; } = new("entra.md", $"https://login.microsoftonline.com/{Tenant}/v2.0")
    {
        Block = "organizations",
        Values = new() { ["tenant id"] = Tenant },
        Metadata = new() { ["issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0", ["revocation_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["tid"] = Tenant, ["ver"] = "2.0", ["acr"] = null, ["auth_time"] = null, ["at_hash"] = null, ["sid"] = null },
        Rotates = true,
    };

    public static ProviderProfile ExternalId { get; } = new("entra-external-id.md", $"https://{Tenant}.ciamlogin.com/{Tenant}/v2.0")
    {
        Values = new() { ["tenant"] = "contoso", ["tenant id"] = Tenant },
        Metadata = new() { ["revocation_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["tid"] = Tenant, ["ver"] = "2.0", ["acr"] = null, ["auth_time"] = null, ["at_hash"] = null, ["sid"] = null },
        Rotates = true,
    };

    public static ProviderProfile B2C { get; } = new("azure-ad-b2c.md", $"https://contoso.b2clogin.com/{Tenant}/v2.0/")
    {
        Values = new() { ["tenant"] = "contoso", ["tenant id"] = Tenant, ["user flow"] = "b2c_1_signin", ["api"] = "shop" },
        Metadata = new() { ["revocation_endpoint"] = null, [SendsIssuer] = null },
        Claims = new() { ["tfp"] = "b2c_1_signin", ["ver"] = "1.0", ["acr"] = null, ["at_hash"] = null, ["sid"] = null },
        TokenResponse = new() { ["expires_in"] = "300", ["not_before"] = 1, ["id_token_expires_in"] = 300, ["refresh_token_expires_in"] = 86400 },
        Rotates = true,
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"AADB2C90080"}"""),
    };

    public static ProviderProfile AdFs { get; } = new("ad-fs.md", "https://fs.example.test/adfs")
    {
        Values = new() { ["host"] = "fs.example.test", ["identifier of the web API"] = "https://api.example.test" },
        Metadata = new()
        {
            ["access_token_issuer"] = "http://fs.example.test/adfs/services/trust",
            ["revocation_endpoint"] = null,
            [SendsIssuer] = null,
            [Methods] = new[] { "client_secret_post", "client_secret_basic", "private_key_jwt", "windows_client_authentication" },
        },
        Claims = new() { ["upn"] = "alice@example.test", ["unique_name"] = "EXAMPLE\\alice", ["acr"] = null, ["at_hash"] = null },
        TokenResponse = new() { ["resource"] = "https://api.example.test", ["refresh_token_expires_in"] = 28799 },
        RefusedRefresh = (400, """{"error":"invalid_grant","error_description":"MSIS9615: The refresh token received in 'refresh_token' parameter has expired."}"""),
        LogoutParameter = "id_token_hint",
    };
}
