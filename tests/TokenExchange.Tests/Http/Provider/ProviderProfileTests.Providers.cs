using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand.Providers;

namespace TokenExchange.Tests.Http;

public sealed class EntraProfileTests() : ProviderProfileTests(ProviderProfiles.Entra);

public sealed class EntraTenantsProfileTests() : ProviderProfileTests(ProviderProfiles.EntraTenants);

public sealed class ExternalIdProfileTests() : ProviderProfileTests(ProviderProfiles.ExternalId);

public sealed class B2CProfileTests() : ProviderProfileTests(ProviderProfiles.B2C);

public sealed class Auth0ProfileTests() : ProviderProfileTests(ProviderProfiles.Auth0);

public sealed class KeycloakProfileTests() : ProviderProfileTests(ProviderProfiles.Keycloak);

public sealed class OktaProfileTests() : ProviderProfileTests(ProviderProfiles.Okta);

public sealed class GoogleProfileTests() : ProviderProfileTests(ProviderProfiles.Google);

public sealed class CognitoProfileTests() : ProviderProfileTests(ProviderProfiles.Cognito);

public sealed class AppleProfileTests() : ProviderProfileTests(ProviderProfiles.Apple);

public sealed class ZitadelProfileTests() : ProviderProfileTests(ProviderProfiles.Zitadel);

public sealed class OktaOrgProfileTests() : ProviderProfileTests(ProviderProfiles.OktaOrg);

public sealed class GitLabProfileTests() : ProviderProfileTests(ProviderProfiles.GitLab);

public sealed class HydraProfileTests() : ProviderProfileTests(ProviderProfiles.Hydra);

public sealed class OpenIddictProfileTests() : ProviderProfileTests(ProviderProfiles.OpenIddict);

public sealed class PingOneProfileTests() : ProviderProfileTests(ProviderProfiles.PingOne);

public sealed class PingFederateProfileTests() : ProviderProfileTests(ProviderProfiles.PingFederate);

public sealed class AdFsProfileTests() : ProviderProfileTests(ProviderProfiles.AdFs);

public sealed class SalesforceProfileTests() : ProviderProfileTests(ProviderProfiles.Salesforce);

public sealed class OracleProfileTests() : ProviderProfileTests(ProviderProfiles.Oracle);

public sealed class LinkedInProfileTests() : ProviderProfileTests(ProviderProfiles.LinkedIn)
{
    [Fact]
    public async Task An_application_without_PKCE_enabled_gets_no_session()
    {
        Provider.Faults.Add(new Fault("token", 401, Body: """{"error":"invalid_client","error_description":"Client authentication failed"}""", Count: 2));
        var browser = NewBrowser();

        var answer = await RedirectAsync(browser);

        Assert.StartsWith("/oops?code=credential_rejected&", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.All(Log.Of("provider").Where(row => row.Endpoint == "token"), row => Assert.True(row.Form.ContainsKey("code_verifier")));
    }
}
