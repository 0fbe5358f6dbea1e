using Microsoft.IdentityModel.Protocols;

namespace TokenExchange.Provider;

/// <summary>Reads the provider's discovery document and checks it by the rules of OpenID Connect Discovery 1.0 section 4.3.</summary>
internal sealed class MetadataRetriever(ProviderOptions options, TransportRules transport) : IConfigurationRetriever<ProviderMetadata>
{
    /// <summary>The parameter of RFC 9207 section 3.</summary>
    private const string SendsIssuer = "authorization_response_iss_parameter_supported";

    /// <exception cref="IOException">The document is unusable.</exception>
    public async Task<ProviderMetadata> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        var text = await retriever.GetDocumentAsync(address, cancel);
        if (!StrictJson.TryParse(text, out var root))
        {
            throw new IOException("The discovery document is not a strict JSON object.");
        }

        var document = new MetadataDocument(root.Value);
        if (!string.Equals(document.Text("issuer"), options.Issuer, StringComparison.Ordinal))
        {
            throw new IOException("The discovery document belongs to another issuer than Provider:Authority.");
        }

        return new ProviderMetadata
        {
            Issuer = options.Issuer,
            AuthorizationEndpoint = Required(document, "authorization_endpoint"),
            TokenEndpoint = Required(document, "token_endpoint"),
            KeysAddress = Required(document, "jwks_uri"),
            EndSessionEndpoint = Optional(document, "end_session_endpoint"),
            RevocationEndpoint = Optional(document, "revocation_endpoint"),
            PushedAuthorizationEndpoint = Pushed(document),
            SendsIssuer = document.IsTrue(SendsIssuer),
            TakesRs256 = document.Lists("token_endpoint_auth_signing_alg_values_supported", "RS256"),
            TakesBasic = document.Lists("token_endpoint_auth_methods_supported", "client_secret_basic"),
        };
    }

    private Uri Required(MetadataDocument document, string name) =>
        Optional(document, name) ?? throw new IOException($"The discovery document has no {name}.");

    private Uri? Optional(MetadataDocument document, string name)
    {
        if (document.Text(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && transport.Allows(address)
            ? address
            : throw new IOException($"The {name} of the discovery document is not an https address.");
    }

    /// <summary>A provider that requires pushed requests but does not say where cannot be used: there is no way back to the front channel.</summary>
    private Uri? Pushed(MetadataDocument document)
    {
        var endpoint = Optional(document, "pushed_authorization_request_endpoint");
        return document.IsTrue("require_pushed_authorization_requests") && endpoint is null
            ? throw new IOException("The discovery document requires pushed authorization requests and names no endpoint for them.")
            : endpoint;
    }
}
