using System.Text.RegularExpressions;
using TokenExchange.ApiTokens;
using TokenExchange.Proxy;

namespace TokenExchange.Configuration;

/// <summary>Reads what token a route requests from the provider.</summary>
internal static partial class ApiTokenSettings
{
    /// <summary>Entra ID's grant has the scopes alone.</summary>
    private static readonly string[] NotOnBehalfOf = ["Audience", "Resource"];

    public static TokenExchangeOptions Read(SettingsReader route, string credential)
    {
        var section = route.Section("TokenExchange");
        var kinds = RouteCredentialKinds.All.Where(kind => kind.RequestsToken).Select(kind => kind.Name).ToList();
        if (!kinds.Contains(credential))
        {
            foreach (var key in section.Children())
            {
                section.Complain(key, "is set on a route that has a different credential.", $"Set Credential to one of {string.Join(", ", kinds)}, or remove it.");
            }

            route.Skip("TokenExchange");
            return new TokenExchangeOptions();
        }

        var options = new TokenExchangeOptions
        {
            Audience = section.Optional("Audience"),
            Resource = Resource(section),
            Scopes = Scopes(section),
        };
        Check(section, credential, options);
        return options;
    }

    /// <summary>An exchange that names no API would return a token like the one it is given.</summary>
    private static void Check(SettingsReader section, string credential, TokenExchangeOptions options)
    {
        if (credential == OnBehalfOfCredential.Kind.Name)
        {
            if (options.Scopes is null)
            {
                section.Complain("Scopes", "is missing.", "Write the scopes of the API, for example \"api://orders/.default\".");
            }

            foreach (var key in NotOnBehalfOf.Intersect(section.Children(), StringComparer.OrdinalIgnoreCase))
            {
                section.Complain(key, $"is not a parameter of {credential}.", "Remove it: Scopes names the API.");
            }
        }
        else if (credential == TokenExchangeCredential.Kind.Name && options is { Audience: null, Resource: null, Scopes: null })
        {
            section.Complain("Audience", "and Resource and Scopes: at least one of them must be set.", "Write the API's name at the provider, for example \"orders-api\".");
        }
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
