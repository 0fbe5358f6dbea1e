using System.Text.RegularExpressions;
using TokenExchange.ApiTokens;
using TokenExchange.Proxy;

namespace TokenExchange.Configuration;

/// <summary>Reads what token a route requests from the provider.</summary>
internal static partial class ApiTokenSettings
{
    public static TokenExchangeOptions Read(SettingsReader route, string credential)
    {
        var section = route.Section("TokenExchange");
        if (credential != ClientCredentialsCredential.Kind.Name)
        {
            foreach (var key in section.Children())
            {
                section.Complain(key, "is set on a route that has a different credential.", $"Set Credential to \"{ClientCredentialsCredential.Kind.Name}\" or remove it.");
            }

            route.Skip("TokenExchange");
            return new TokenExchangeOptions();
        }

        return new TokenExchangeOptions
        {
            Audience = section.Optional("Audience"),
            Resource = Resource(section),
            Scopes = Scopes(section),
        };
    }

    /// <summary>RFC 8707 section 2: an absolute URI without a fragment.</summary>
    private static string? Resource(SettingsReader section)
    {
        var resource = section.Optional("Resource");
        if (resource is not null && (!Uri.TryCreate(resource, UriKind.Absolute, out var address) || address.Fragment.Length > 0))
        {
            section.Complain("Resource", "is not an absolute URI without fragment.", "Write the API's address as the provider knows it, for example \"https://api.example.com\".");
        }

        return resource;
    }

    /// <summary>RFC 6749 section 3.3.</summary>
    private static string? Scopes(SettingsReader section)
    {
        var scopes = section.Optional("Scopes");
        if (scopes is not null && !ScopeList().IsMatch(scopes))
        {
            section.Complain("Scopes", "is not a list of scopes.", "Write the scopes separated by single blanks, for example \"orders.read orders.write\".");
        }

        return scopes;
    }

    [GeneratedRegex(@"^[!#-\[\]-~]+( [!#-\[\]-~]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScopeList();
}
