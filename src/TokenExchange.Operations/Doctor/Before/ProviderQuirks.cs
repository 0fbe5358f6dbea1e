using System.Text.RegularExpressions;
using TokenExchange.Provider;
using static TokenExchange.Operations.Doctor.Verdict;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>All quirks of providers that a configuration shows. A test gives each row a configuration that it finds.</summary>
internal static class ProviderQuirks
{
    private const string TokenEndpoint = "Write \"token-endpoint\"";
    private const string NoOfflineAccess = "Remove offline_access";

    private static readonly string[] Common = ["openid", "profile", "email", "offline_access"];

    public static IReadOnlyList<ProviderQuirk> All { get; } =
    [
        new("ad-fs.md", "Resource", Warning, options => options.Resource is null,
            "Without a resource AD FS issues access tokens for its own userinfo endpoint only.", "Write the identifier of the web API"),
        new("ad-fs.md", "IdTokenHint", Warning, options => !options.IdTokenHint,
            "Without id_token_hint AD FS does not send the browser back after a logout.", "Write \"true\""),
        new("apple.md", "Credential:Kind", Failed, options => options.Credential.Kind != "apple",
            "Apple's client secret is a token that is signed with the team's key.", "Write \"apple\", with TeamId and KeyId"),
        new("apple.md", "ResponseMode", Failed, AsksAppleForUser,
            "Apple rejects the scopes name and email without form_post.", "Write \"form_post\""),
        new("apple.md", "Scopes", Failed, AsksOffline,
            "Apple rejects the scope offline_access, and issues refresh tokens without it.", NoOfflineAccess),
        new("auth0.md", "Authority", Failed, options => !options.Issuer.EndsWith('/'),
            "Auth0's issuer ends with a slash.", "Write it with the slash"),
        new("auth0.md", "Audience", Warning, options => options.Audience is null,
            "Without an audience the access token is opaque and for Auth0 itself.", "Write the identifier of your API"),
        new("azure-ad-b2c.md", "MetadataAddress", Failed, options => !NamesUserFlow(options.MetadataAddress),
            "The discovery document of Azure AD B2C belongs to a user flow, which the address does not name.", "Write the address with ?p=<user flow>"),
        new("azure-ad-b2c.md", "Scopes", Warning, AsksNoApi,
            "Without a scope of an API Azure AD B2C issues no access token.", "Add a scope of your API"),
        new("cognito.md", "EndSessionParameters:logout_uri", Failed, options => !options.EndSessionParameters.ContainsKey("logout_uri"),
            "Without logout_uri the browser gets an error page of Cognito after a logout.", "Write the address of your page that is registered there"),
        new("cognito.md", "Scopes", Failed, AsksOffline,
            "Cognito rejects the scope offline_access; the app client's settings decide about refresh tokens.", NoOfflineAccess),
        new("entra-external-id.md", "Issuer", Failed, options => !HasTenantIdAsHost(options.Issuer),
            "The issuer of an external tenant has the tenant's id as its host name.", "Write Authority with the tenant's id as host name, and MetadataAddress with the tenant's name"),
        new("entra.md", "Issuer", Failed, IsSharedAuthority,
            "Tokens of common, organizations and consumers name the issuer of the user's tenant.", "Write the issuer with {tenantid} in place of the tenant, and AllowedTenants"),
        new("entra.md", "Authority", Failed, options => !options.Authority.OriginalString.EndsWith("/v2.0", StringComparison.Ordinal),
            "The issuer of Entra ID's version 2.0 ends with /v2.0.", "Write it with /v2.0 at its end"),
        new("entra.md", "Resource", Failed, options => options.Resource is not null,
            "The endpoints of version 2.0 reject the parameter resource (AADSTS901002).", "Remove it, and request a scope of your API"),
        new("entra.md", "Scopes", Warning, AsksNoApi,
            "Without a scope of an API the access token is for Microsoft Graph.", "Add a scope of your API"),
        new("entra.md", "Credential:Audience", Warning, options => SignsForIssuer(options) && !IssuerTemplate.IsTemplate(options.Issuer),
            "Entra ID documents the token endpoint as the audience of client assertions.", TokenEndpoint),
        new("entra.md", "Credential:Kind", Warning, CouldFederate,
            "A federated credential has no secret, so that nothing has to be rotated.", "Write \"managed-identity\" if the service runs in Azure, in the tenant of the application"),
        new("gitlab.md", "Scopes", Failed, AsksOffline,
            "GitLab rejects the scope offline_access, and issues refresh tokens without it.", NoOfflineAccess),
        new("google.md", "AuthorizeParameters:access_type", Warning, options => !Sends(options, "access_type", "offline"),
            "Without access_type=offline Google issues no refresh token, and sessions end after an hour.", "Write \"offline\""),
        new("google.md", "AuthorizeParameters:prompt", Warning, options => !Sends(options, "prompt", "consent"),
            "Google issues a refresh token only with a consent, so that later logins have none.", "Write \"consent\""),
        new("google.md", "Scopes", Failed, AsksOffline,
            "Google rejects the scope offline_access.", NoOfflineAccess),
        new("hydra.md", "IdTokenHint", Failed, options => !options.IdTokenHint,
            "Hydra rejects post_logout_redirect_uri without id_token_hint.", "Write \"true\""),
        new("hydra.md", "LogoutTokenExpiry", Warning, options => options.LogoutTokenExpiry == ClaimRule.Required,
            "Hydra's logout tokens have no exp, and are rejected.", "Write \"optional\""),
        new("keycloak.md", "Scopes", Warning, AsksOffline,
            "With offline_access Keycloak creates offline sessions, which continue after a logout.", NoOfflineAccess),
        new("linkedin.md", "Nonce", Failed, options => options.Nonce == ClaimRule.Required,
            "LinkedIn's ID tokens have no nonce.", "Write \"optional\""),
        new("linkedin.md", "Credential:Method", Failed, options => options.Credential.Method != SecretMethod.Post,
            "LinkedIn accepts the client secret in the body only.", "Write \"client_secret_post\""),
        new("linkedin.md", "Scopes", Failed, AsksOffline,
            "LinkedIn rejects the scope offline_access.", NoOfflineAccess),
        new("linkedin.md", "ClientId", Warning, _ => true,
            "LinkedIn rejects PKCE, and so every login, unless it has enabled PKCE for this application.", "Ask LinkedIn to enable it, or use a provider in between"),
        new("okta.md", "IdTokenHint", Warning, options => !options.IdTokenHint,
            "Okta answers its sign-out address with an error if there is no id_token_hint.", "Write \"true\""),
        new("okta.md", "Credential:Audience", Failed, SignsForIssuer,
            "Okta accepts only the token endpoint as the audience of client assertions.", TokenEndpoint),
        new("oracle.md", "Issuer", Failed, options => !options.Issuer.StartsWith("https://identity.oraclecloud.com", StringComparison.Ordinal),
            "All domains of Oracle have one issuer, which is not the address of the domain.", "Write the issuer of the document as Authority, and the document's address as MetadataAddress"),
        new("oracle.md", "TrustedAudiences", Failed, options => options.TrustedAudiences.Count == 0,
            "Oracle's ID tokens name Oracle as a second audience.", "Write the issuer"),
        new("oracle.md", "IdTokenHint", Failed, options => !options.IdTokenHint,
            "Oracle's sign-out address requires id_token_hint.", "Write \"true\""),
        new("ping.md", "Authority", Failed, options => !options.Issuer.EndsWith("/as", StringComparison.Ordinal),
            "PingOne's issuer ends with /as.", "Write it with /as at its end, without a slash"),
        new("ping.md", "IdTokenHint", Warning, options => !options.IdTokenHint,
            "Without id_token_hint PingOne may not send the browser back after a logout.", "Write \"true\""),
        new("salesforce.md", "Scopes", Warning, options => !Asks(options, "refresh_token") && !AsksOffline(options),
            "Without the scope refresh_token Salesforce issues no refresh token.", "Add refresh_token"),
        new("zitadel.md", "TrustedAudiences", Failed, options => options.TrustedAudiences.Count == 0,
            "Zitadel's ID tokens name the project, and its other applications, as audiences.", "Write the project's id, and the ids of its other applications"),
    ];

    /// <summary>The quirks of this configuration's provider that it does not meet.</summary>
    public static IEnumerable<ProviderQuirk> Of(ProviderOptions options)
    {
        var page = ProviderAddresses.PageOf(options);
        return All.Where(quirk => quirk.Page == page && quirk.IsWrong(options));
    }

    private static bool Asks(ProviderOptions options, string scope) => options.Scopes.Split(' ').Contains(scope);

    private static bool AsksOffline(ProviderOptions options) => Asks(options, "offline_access");

    private static bool AsksNoApi(ProviderOptions options) => options.Scopes.Split(' ').All(Common.Contains);

    private static bool AsksAppleForUser(ProviderOptions options) =>
        options.ResponseMode != ResponseMode.FormPost && (Asks(options, "name") || Asks(options, "email"));

    private static bool Sends(ProviderOptions options, string name, string value) =>
        options.AuthorizeParameters.TryGetValue(name, out var sent) && sent.Split(' ').Contains(value);

    private static bool SignsForIssuer(ProviderOptions options) =>
        options.Credential is { Kind: "private-key-jwt", Audience: AssertionAudience.Issuer };

    /// <summary>Other clouds need another audience than that of <see cref="ManagedIdentityAssertion"/>. For users of several tenants no documentation was found.</summary>
    private static bool CouldFederate(ProviderOptions options) =>
        options.Credential.Kind == "client-secret" && options.Authority.Host == "login.microsoftonline.com"
        && !IssuerTemplate.IsTemplate(options.Issuer) && !IsSharedAuthority(options);

    private static bool IsSharedAuthority(ProviderOptions options) =>
        options.Authority.Segments.Skip(1).FirstOrDefault() is "common/" or "organizations/" or "consumers/" && !IssuerTemplate.IsTemplate(options.Issuer);

    private static bool HasTenantIdAsHost(string issuer) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var address) && Guid.TryParse(address.Host.Split('.')[0], out _);

    /// <summary>By the query, or by the path as custom domains have it.</summary>
    private static bool NamesUserFlow(Uri address) => Regex.IsMatch(address.PathAndQuery, "[?&]p=|/b2c_1", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
