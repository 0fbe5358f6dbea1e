using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>Reads the provider's discovery document and checks it by the rules of OpenID Connect Discovery 1.0 section 4.3.</summary>
internal sealed class MetadataReader(ProviderDocuments documents, ProviderOptions options, TransportRules transport)
{
    public Task<string> FetchAsync(CancellationToken cancellationToken) => documents.GetAsync(options.MetadataAddress, cancellationToken);

    /// <exception cref="OutageException">The document is unusable.</exception>
    public ProviderMetadata Parse(string text)
    {
        if (!StrictJson.TryParse(text, out var root))
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The discovery document is not a strict JSON object."));
        }

        var document = new MetadataDocument(root.Value);
        var issuer = document.Text(OpenIdProviderMetadataNames.Issuer);
        if (!string.Equals(issuer, options.Issuer, StringComparison.Ordinal))
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason($"The issuer of the discovery document does not match: got {Shown(issuer)}, expected Provider:Issuer ({options.Issuer})."));
        }

        return new ProviderMetadata
        {
            Issuer = options.Issuer,
            AuthorizationEndpoint = Required(document, OpenIdProviderMetadataNames.AuthorizationEndpoint),
            TokenEndpoint = Required(document, OpenIdProviderMetadataNames.TokenEndpoint),
            KeysAddress = Required(document, OpenIdProviderMetadataNames.JwksUri),
            EndSessionEndpoint = Optional(document, OpenIdProviderMetadataNames.EndSessionEndpoint),
            RevocationEndpoint = Optional(document, OpenIdProviderMetadataNames.RevocationEndpoint),
            PushedAuthorizationEndpoint = Pushed(document),
            SendsIssuer = options.ResponseIssuer == ResponseIssuer.Required || document.IsTrue(OpenIdProviderMetadataNames.AuthorizationResponseIssParameterSupported),
            UserInfoEndpoint = options.UserInfo ? Optional(document, OpenIdProviderMetadataNames.UserInfoEndpoint) : null,
            PrefersPs256 = document.Names(OpenIdProviderMetadataNames.TokenEndpointAuthSigningAlgValuesSupported, "PS256")
                || !document.Lists(OpenIdProviderMetadataNames.TokenEndpointAuthSigningAlgValuesSupported, "RS256"),
            TakesBasic = document.Lists(OpenIdProviderMetadataNames.TokenEndpointAuthMethodsSupported, "client_secret_basic"),
        };
    }

    /// <summary>An issuer as a log may show it: an address, and nothing that could be anything else.</summary>
    private static string Shown(string? issuer) =>
        issuer is { Length: <= 200 } && !issuer.Any(char.IsControl) && Uri.TryCreate(issuer, UriKind.Absolute, out var address)
        && address.Scheme is "https" or "http" && address is { UserInfo: "", Query: "", Fragment: "" }
            ? issuer
            : "no address";

    private Uri Required(MetadataDocument document, string name) =>
        Optional(document, name) ?? throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason($"The discovery document has no {name}."));

    private Uri? Optional(MetadataDocument document, string name)
    {
        if (document.Text(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && transport.Allows(address)
            ? address
            : throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason($"The {name} of the discovery document is not an https address."));
    }

    /// <summary>A provider that requires pushed requests but names no endpoint for them cannot be used: nothing falls back to the front channel.</summary>
    private Uri? Pushed(MetadataDocument document)
    {
        var endpoint = Optional(document, OpenIdProviderMetadataNames.PushedAuthorizationRequestEndpoint);
        if (endpoint is null && options.PushedAuthorization == PushedAuthorization.Required)
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("Provider:PushedAuthorization is required, and the discovery document names no endpoint for it."));
        }

        if (document.IsTrue(OpenIdProviderMetadataNames.RequirePushedAuthorizationRequests) && (endpoint is null || options.PushedAuthorization == PushedAuthorization.Off))
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The discovery document requires pushed authorization requests, and it names no endpoint for them or Provider:PushedAuthorization is off."));
        }

        return options.PushedAuthorization == PushedAuthorization.Off ? null : endpoint;
    }
}
