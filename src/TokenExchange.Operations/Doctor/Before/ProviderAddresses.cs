using System.Text.RegularExpressions;
using TokenExchange.Provider;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Which provider a configuration is for, by its addresses. One that runs at an address of its own (OpenIddict, PingFederate) is not recognized.</summary>
internal static class ProviderAddresses
{
    private static readonly (string Page, string Pattern)[] Rows =
    [
        ("ad-fs.md", "^https://[^/]+/adfs/?$"),
        ("apple.md", @"^https://appleid\.apple\.com"),
        ("auth0.md", @"^https://[^/]+\.auth0\.com"),
        ("azure-ad-b2c.md", @"^https://[^/]+\.b2clogin\.com/"),
        ("cognito.md", @"^https://cognito-idp\.[^/]+\.amazonaws\.com/"),
        ("entra-external-id.md", @"^https://[^/]+\.ciamlogin\.com/"),
        ("entra.md", @"^https://login\.(microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)/"),
        ("gitlab.md", @"^https://gitlab\."),
        ("google.md", @"^https://accounts\.google\.com"),
        ("hydra.md", @"^https://[^/]+\.projects\.oryapis\.com"),
        ("keycloak.md", "^https?://[^/]+(/auth)?/realms/"),
        ("linkedin.md", @"^https://www\.linkedin\.com/"),
        ("okta.md", @"^https://[^/]+\.(okta|oktapreview|okta-emea)\.com"),
        ("oracle.md", @"^https://([^/]+\.)?identity\.oraclecloud\.com"),
        ("ping.md", @"^https://auth\.pingone\."),
        ("salesforce.md", @"^https://[^/]+\.salesforce\.com"),
        ("zitadel.md", @"^https://[^/]+\.zitadel\.cloud"),
    ];

    /// <summary>The page of the provider in <c>docs/providers</c>; null when it is not recognized.</summary>
    public static string? PageOf(ProviderOptions options) => Rows.FirstOrDefault(row => IsAt(options.Authority, row.Pattern) || IsAt(options.MetadataAddress, row.Pattern)).Page;

    private static bool IsAt(Uri address, string pattern) => Regex.IsMatch(address.OriginalString, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
