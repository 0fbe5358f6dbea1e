using TokenExchange.Provider;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of the provider room.</summary>
internal static class ProviderSettings
{
    private const string AuthorityRemedy =
        "Write the provider's issuer exactly as in its discovery document, for example \"https://login.microsoftonline.com/<tenant>/v2.0\".";

    public static ProviderOptions Read(SettingsReader section)
    {
        var authority = section.Address("Authority", AuthorityRemedy);
        var options = new ProviderOptions
        {
            Authority = authority ?? new Uri("https://unconfigured.invalid"),
            Issuer = section.Optional("Authority") ?? "",
            ClientId = section.Required("ClientId", "Write the client id that the provider gave this application."),
            Credential = Credential(section.Section("Credential")),
        };
        return options with
        {
            Scopes = Scopes(section, options.Scopes),
            Audience = section.Optional("Audience"),
            Resource = section.Optional("Resource"),
            ResponseMode = section.Choice("ResponseMode", options.ResponseMode, ("query", ResponseMode.Query), ("form_post", ResponseMode.FormPost)),
        };
    }

    /// <summary>OpenID Connect Core 1.0 section 3.1.2.1: without <c>openid</c> the provider issues no ID token, and a login is not possible.</summary>
    private static string Scopes(SettingsReader section, string otherwise)
    {
        var scopes = section.Text("Scopes", otherwise);
        if (!scopes.Split(' ').Contains("openid"))
        {
            section.Complain("Scopes", "does not contain openid.", $"Write the scopes separated by blanks, for example \"{otherwise}\".");
        }

        return scopes;
    }

    private static CredentialOptions Credential(SettingsReader section)
    {
        var name = section.Word("Kind", [.. ClientCredentialKinds.All.Select(kind => kind.Name)]);
        var usesSecret = ClientCredentialKinds.All.FirstOrDefault(kind => kind.Name == name)?.UsesSecret ?? true;
        var secret = usesSecret ? section.SecretName("SecretName") : section.Optional("SecretName");
        return new CredentialOptions { Kind = name, SecretName = usesSecret ? secret! : "" };
    }
}
