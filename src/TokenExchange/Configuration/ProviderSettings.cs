using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TokenExchange.Provider;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of the provider room.</summary>
internal static class ProviderSettings
{
    private const string AuthorityRemedy =
        "Write the provider's issuer exactly as in its discovery document, for example \"https://login.microsoftonline.com/<tenant>/v2.0\".";

    private const string MetadataRemedy =
        "Write the address of the discovery document, for example \"https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration?p=b2c_1_signin\".";

    public static ProviderOptions Read(SettingsReader section)
    {
        var allowHttp = section.Flag("AllowHttp");
        var authority = section.Address("Authority", AuthorityRemedy, allowHttp: allowHttp) ?? new Uri("https://unconfigured.invalid");
        var options = new ProviderOptions
        {
            Authority = authority,
            Issuer = section.Optional("Issuer") ?? authority.OriginalString, // as it was written: compared character by character
            MetadataAddress = section.Address("MetadataAddress", MetadataRemedy, isRequired: false, allowHttp, allowQuery: true)
                ?? new Uri($"{authority.OriginalString.TrimEnd('/')}/{OpenIdProviderMetadataNames.Discovery}"),
            AllowHttp = allowHttp,
            ClientId = section.Required("ClientId", "Write the client id that the provider gave this application."),
            Credential = Credential(section.Section("Credential")),
        };
        return options with
        {
            AllowedTenants = Tenants(section, options),
            Scopes = Scopes(section, options.Scopes),
            Audience = section.Optional("Audience"),
            Resource = section.Optional("Resource"),
            ResponseMode = section.Choice("ResponseMode", options.ResponseMode, ("query", ResponseMode.Query), ("form_post", ResponseMode.FormPost)),
            PushedAuthorization = section.Choice(
                "PushedAuthorization", options.PushedAuthorization, ("auto", PushedAuthorization.Auto), ("required", PushedAuthorization.Required), ("off", PushedAuthorization.Off)),
            AuthorizeParameters = Parameters(section, "AuthorizeParameters", ReservedParameters.IsOfAuthorization),
            TokenParameters = Parameters(section, "TokenParameters", ReservedParameters.IsOfToken),
            EndSessionParameters = Parameters(section, "EndSessionParameters", ReservedParameters.IsOfEndSession),
            TrustedAudiences = section.List("TrustedAudiences", "audiences"),
            ResponseIssuer = section.Choice("ResponseIssuer", options.ResponseIssuer, ("auto", ResponseIssuer.Auto), ("required", ResponseIssuer.Required)),
            Nonce = section.Choice("Nonce", options.Nonce, ("required", ClaimRule.Required), ("optional", ClaimRule.Optional)),
            LogoutTokenExpiry = section.Choice("LogoutTokenExpiry", options.LogoutTokenExpiry, ("required", ClaimRule.Required), ("optional", ClaimRule.Optional)),
            UserInfo = section.Flag("UserInfo"),
            IdTokenHint = section.Flag("IdTokenHint"),
            AccessTokenLifetime = section.Duration("AccessTokenLifetime", options.AccessTokenLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
        };
    }

    /// <summary>Without a list, a template of issuers would accept everybody.</summary>
    private static IReadOnlyList<string> Tenants(SettingsReader section, ProviderOptions options)
    {
        var tenants = section.List("AllowedTenants", "ids of tenants, or *");
        var isTemplate = IssuerTemplate.IsTemplate(options.Issuer);
        if (isTemplate && tenants.Count == 0)
        {
            section.Complain("AllowedTenants", $"is missing, but Issuer contains {IssuerTemplate.Placeholder}.", "Write the id of each tenant whose users may sign in; \"*\" accepts everybody in the world.");
        }
        else if (!isTemplate && tenants.Count > 0)
        {
            section.Complain("AllowedTenants", "has no effect.", $"Write Issuer with {IssuerTemplate.Placeholder} in place of the tenant's id, or remove AllowedTenants.");
        }

        return tenants;
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
        var key = KeyName(section, name);
        var usesSecret = key.Length == 0 && (ClientCredentialKinds.All.FirstOrDefault(kind => kind.Name == name)?.UsesSecret ?? true);
        var secret = usesSecret ? SecretName(section, name) : section.Optional("SecretName");
        var options = new CredentialOptions { Kind = name, SecretName = usesSecret ? secret! : "", KeyName = key };
        return options with
        {
            Method = section.Choice("Method", options.Method, ("auto", SecretMethod.Auto), ("client_secret_basic", SecretMethod.Basic), ("client_secret_post", SecretMethod.Post)),
            Audience = section.Choice("Audience", options.Audience, ("issuer", AssertionAudience.Issuer), ("token-endpoint", AssertionAudience.TokenEndpoint)),
            Algorithm = section.Word("Algorithm", ["auto", "RS256", "PS256", "ES256"], options.Algorithm),
            TokenType = section.Word("TokenType", ["JWT", "client-authentication+jwt"], options.TokenType),
            TeamId = AppleId(section, name, "TeamId"),
            KeyId = AppleId(section, name, "KeyId"),
        };
    }

    /// <summary>A key that stays in the vault, in place of a secret with a private key; never both, because only one of them would be used.</summary>
    private static string KeyName(SettingsReader section, string kind)
    {
        var name = section.KeyName("KeyName");
        if (name.Length > 0 && kind != PrivateKeyCredential.Kind.Name)
        {
            section.Complain("KeyName", $"is only for {PrivateKeyCredential.Kind.Name}.", $"Write {PrivateKeyCredential.Kind.Name} as Kind, or remove KeyName.");
            return "";
        }

        if (name.Length > 0 && section.Optional("SecretName") is not null)
        {
            section.Complain("KeyName", "is set together with SecretName.", "Write KeyName for a key that stays in the vault, or SecretName for a private key that the service reads.");
        }

        return name;
    }

    private static string SecretName(SettingsReader section, string kind) => kind == PrivateKeyCredential.Kind.Name
        ? section.SecretName("SecretName", "Write the name of a secret in the vault, or KeyName with the name of a key of the vault.")
        : section.SecretName("SecretName");

    private static string AppleId(SettingsReader section, string kind, string key) =>
        kind == AppleClientSecret.Kind.Name ? section.Required(key, "Write the ten characters that Apple Developer shows.") : section.Optional(key) ?? "";

    /// <summary>Parameters by name; one that the protocol itself uses is refused.</summary>
    private static IReadOnlyDictionary<string, string> Parameters(SettingsReader section, string key, Func<string, bool> isReserved)
    {
        var parameters = section.Map(key);
        foreach (var name in parameters.Keys.Where(isReserved))
        {
            section.Complain($"{key}:{name}", "is a parameter of the protocol itself.", "Remove it: this service sets it, and its security rests on it.");
        }

        return parameters;
    }
}
