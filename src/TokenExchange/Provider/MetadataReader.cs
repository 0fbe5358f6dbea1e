using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>Reads the provider's discovery document and checks it by the rules of OpenID Connect Discovery 1.0 section 4.3.</summary>
internal sealed class MetadataReader(ProviderDocuments documents, ProviderOptions options, TransportRules transport)
{
    private readonly Uri _address = Address(options);

    /// <summary>Where the document is (OpenID Connect Discovery 1.0 section 4.1).</summary>
    public static Uri Address(ProviderOptions options) => new($"{options.Issuer.TrimEnd('/')}/{OpenIdProviderMetadataNames.Discovery}");

    public Task<string> FetchAsync(CancellationToken cancellationToken) => documents.GetAsync(_address, cancellationToken);

    /// <exception cref="OutageException">The document is unusable.</exception>
    public ProviderMetadata Parse(string text)
    {
        if (!StrictJson.TryParse(text, out var root))
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The discovery document is not a strict JSON object."));
        }

        var document = new MetadataDocument(root.Value);
        if (!string.Equals(document.Text(OpenIdProviderMetadataNames.Issuer), options.Issuer, StringComparison.Ordinal))
        {
            throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The issuer of the discovery document is not Provider:Authority, character by character."));
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
            SendsIssuer = document.IsTrue(OpenIdProviderMetadataNames.AuthorizationResponseIssParameterSupported),
            TakesRs256 = document.Lists(OpenIdProviderMetadataNames.TokenEndpointAuthSigningAlgValuesSupported, "RS256"),
            TakesBasic = document.Lists(OpenIdProviderMetadataNames.TokenEndpointAuthMethodsSupported, "client_secret_basic"),
        };
    }

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
        return document.IsTrue(OpenIdProviderMetadataNames.RequirePushedAuthorizationRequests) && endpoint is null
            ? throw new OutageException(Catalogue.ProviderResponseInvalid.WithReason("The discovery document requires pushed authorization requests and names no endpoint for them."))
            : endpoint;
    }
}
