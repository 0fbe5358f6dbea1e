using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Provider;
using TokenExchange.Tests.Pure;
using TokenExchange.Tests.Stand.Providers;

namespace TokenExchange.Tests.Doctor;

/// <summary>Each quirk is found in a configuration that lacks it, and in none that a page prints.</summary>
public sealed class ProviderQuirkTests
{
    private const string Offline = "openid offline_access";

    /// <summary>By page and setting: what to change in the settings of the page; null removes a setting.</summary>
    private static readonly Dictionary<(string Page, string Setting), (ProviderProfile Profile, (string Key, string? Value)[] Changes)> Rows = new()
    {
        [("ad-fs.md", "Resource")] = (ProviderProfiles.AdFs, [("Resource", null)]),
        [("ad-fs.md", "IdTokenHint")] = (ProviderProfiles.AdFs, [("IdTokenHint", null)]),
        [("apple.md", "Credential:Kind")] = (ProviderProfiles.Apple, [("Credential:Kind", "client-secret")]),
        [("apple.md", "ResponseMode")] = (ProviderProfiles.Apple, [("ResponseMode", null)]),
        [("apple.md", "Scopes")] = (ProviderProfiles.Apple, [("Scopes", Offline)]),
        [("auth0.md", "Authority")] = (ProviderProfiles.Auth0, [("Authority", "https://contoso.eu.auth0.com")]),
        [("auth0.md", "Audience")] = (ProviderProfiles.Auth0, [("Audience", null)]),
        [("azure-ad-b2c.md", "MetadataAddress")] = (ProviderProfiles.B2C, [("MetadataAddress", null)]),
        [("azure-ad-b2c.md", "Scopes")] = (ProviderProfiles.B2C, [("Scopes", null)]),
        [("cognito.md", "EndSessionParameters:logout_uri")] = (ProviderProfiles.Cognito, [("EndSessionParameters:logout_uri", null)]),
        [("cognito.md", "Scopes")] = (ProviderProfiles.Cognito, [("Scopes", null)]),
        [("entra-external-id.md", "Issuer")] = (ProviderProfiles.ExternalId, [("Authority", "https://contoso.ciamlogin.com/contoso.onmicrosoft.com/v2.0")]),
        [("entra.md", "Issuer")] = (ProviderProfiles.EntraTenants, [("Issuer", null), ("AllowedTenants:0", null)]),
        [("entra.md", "Authority")] = (ProviderProfiles.Entra, [("Authority", "https://login.microsoftonline.com/contoso.onmicrosoft.com")]),
        [("entra.md", "Resource")] = (ProviderProfiles.Entra, [("Resource", "https://api.example.com")]),
        [("entra.md", "Scopes")] = (ProviderProfiles.Entra, [("Scopes", null)]),
        [("entra.md", "Credential:Audience")] = (ProviderProfiles.Entra, [("Credential:Kind", "private-key-jwt")]),
        [("entra.md", "Credential:Kind")] = (ProviderProfiles.Entra, [("Credential:Kind", "client-secret"), ("Credential:SecretName", "client-secret")]),
        [("gitlab.md", "Scopes")] = (ProviderProfiles.GitLab, [("Scopes", Offline)]),
        [("google.md", "AuthorizeParameters:access_type")] = (ProviderProfiles.Google, [("AuthorizeParameters:access_type", null)]),
        [("google.md", "AuthorizeParameters:prompt")] = (ProviderProfiles.Google, [("AuthorizeParameters:prompt", "select_account")]),
        [("google.md", "Scopes")] = (ProviderProfiles.Google, [("Scopes", null)]),
        [("hydra.md", "IdTokenHint")] = (ProviderProfiles.Hydra, [("IdTokenHint", "false")]),
        [("hydra.md", "LogoutTokenExpiry")] = (ProviderProfiles.Hydra, [("LogoutTokenExpiry", null)]),
        [("keycloak.md", "Scopes")] = (ProviderProfiles.Keycloak, [("Scopes", null)]),
        [("linkedin.md", "Nonce")] = (ProviderProfiles.LinkedIn, [("Nonce", null)]),
        [("linkedin.md", "Credential:Method")] = (ProviderProfiles.LinkedIn, [("Credential:Method", null)]),
        [("linkedin.md", "Scopes")] = (ProviderProfiles.LinkedIn, [("Scopes", null)]),
        [("linkedin.md", "ClientId")] = (ProviderProfiles.LinkedIn, []),
        [("okta.md", "IdTokenHint")] = (ProviderProfiles.OktaOrg, [("IdTokenHint", null)]),
        [("okta.md", "Credential:Audience")] = (ProviderProfiles.Okta, [("Credential:Kind", "private-key-jwt")]),
        [("oracle.md", "Issuer")] = (ProviderProfiles.Oracle, [("Authority", "https://idcs-0.identity.oraclecloud.com"), ("MetadataAddress", null)]),
        [("oracle.md", "TrustedAudiences")] = (ProviderProfiles.Oracle, [("TrustedAudiences:0", null)]),
        [("oracle.md", "IdTokenHint")] = (ProviderProfiles.Oracle, [("IdTokenHint", null)]),
        [("ping.md", "Authority")] = (ProviderProfiles.PingOne, [("Authority", "https://auth.pingone.eu/22222222-2222-3333-4444-555555555555/as/")]),
        [("ping.md", "IdTokenHint")] = (ProviderProfiles.PingOne, [("IdTokenHint", null)]),
        [("salesforce.md", "Scopes")] = (ProviderProfiles.Salesforce, [("Scopes", "openid profile")]),
        [("zitadel.md", "TrustedAudiences")] = (ProviderProfiles.Zitadel, [("TrustedAudiences:0", null)]),
    };

    public static TheoryData<string, string> All { get; } = new(ProviderQuirks.All.Select(quirk => (quirk.Page, quirk.Setting)));

    public static TheoryData<string> Profiles { get; } = new(typeof(ProviderProfiles).GetProperties().Select(property => property.Name));

    [Theory]
    [MemberData(nameof(All))]
    public void A_quirk_is_found_where_the_settings_lack_it(string page, string setting)
    {
        var (profile, changes) = Rows[(page, setting)];

        var found = ProviderQuirks.Of(Read(profile, changes)).Where(quirk => quirk.Setting != "ClientId" || setting == "ClientId");

        var quirk = Assert.Single(found);
        Assert.Equal((page, setting), (quirk.Page, quirk.Setting));
        Assert.Equal("Provider:" + setting, quirk.Finding().Subject);
        Assert.EndsWith($": docs/providers/{page}.", quirk.Finding().Todo, StringComparison.Ordinal);
        Assert.EndsWith(".", quirk.Found, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_settings_of_a_page_have_no_finding_but_the_one_that_no_setting_mends(string name)
    {
        var profile = (ProviderProfile)typeof(ProviderProfiles).GetProperty(name)!.GetValue(null)!;

        Assert.DoesNotContain(ProviderQuirks.Of(Read(profile)), quirk => (quirk.Page, quirk.Setting) != ("linkedin.md", "ClientId"));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_provider_with_an_address_of_its_maker_is_recognized(string name)
    {
        var profile = (ProviderProfile)typeof(ProviderProfiles).GetProperty(name)!.GetValue(null)!;

        Assert.Equal(name is "OpenIddict" or "PingFederate" ? null : profile.Page, ProviderAddresses.PageOf(Read(profile)));
    }

    [Theory]
    [InlineData("https://login.microsoftonline.us/22222222-2222-3333-4444-555555555555/v2.0", "client-secret")]
    [InlineData("https://login.partner.microsoftonline.cn/22222222-2222-3333-4444-555555555555/v2.0", "client-secret")]
    [InlineData("https://login.microsoftonline.com/22222222-2222-3333-4444-555555555555/v2.0", "private-key-jwt")]
    public void A_federated_credential_is_advised_only_in_place_of_a_client_secret_and_where_this_version_has_it(string authority, string kind)
    {
        var options = Read(ProviderProfiles.Entra, ("Authority", authority), ("Credential:Kind", kind), ("Credential:SecretName", "client-secret"));

        Assert.Equal("entra.md", ProviderAddresses.PageOf(options));
        Assert.DoesNotContain(ProviderQuirks.Of(options), quirk => quirk.Setting == "Credential:Kind");
    }

    [Fact]
    public void An_unknown_provider_has_no_quirk() => Assert.Empty(ProviderQuirks.Of(PaperSettings.Read().Provider));

    [Fact]
    public void The_pages_of_quirks_exist() =>
        Assert.All(ProviderQuirks.All, quirk => Assert.True(File.Exists(Path.Combine(Repository.Root, "docs/providers", quirk.Page)) && quirk.Verdict is Verdict.Failed or Verdict.Warning));

    private static ProviderOptions Read(ProviderProfile profile, params (string Key, string? Value)[] changes)
    {
        var printed = PageSettings.Read(profile).Select(pair => (pair.Key["TokenExchange:".Length..], (string?)pair.Value));
        return PaperSettings.Read([.. printed, .. changes.Select(change => ("Provider:" + change.Key, change.Value))]).Provider;
    }
}
