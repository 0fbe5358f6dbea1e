using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace TokenExchange.Provider;

/// <summary>Reads the provider's discovery document and holds it against the rules of OpenID Connect Discovery 1.0 section 4.3.</summary>
internal sealed class MetadataRetriever(ProviderOptions options, TransportRules transport) : IConfigurationRetriever<ProviderMetadata>
{
    /// <summary>The parameter of RFC 9207 section 3, which IdentityModel 6 does not know.</summary>
    private const string SendsIssuer = "authorization_response_iss_parameter_supported";

    /// <exception cref="IOException">The document is unusable.</exception>
    public async Task<ProviderMetadata> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        var text = await retriever.GetDocumentAsync(address, cancel);
        var configuration = Parse(text);
        if (!string.Equals(configuration.Issuer, options.Issuer, StringComparison.Ordinal))
        {
            throw new IOException("The discovery document belongs to another issuer than Provider:Authority.");
        }

        return new ProviderMetadata
        {
            Issuer = configuration.Issuer,
            AuthorizationEndpoint = Required(configuration.AuthorizationEndpoint, "authorization_endpoint"),
            TokenEndpoint = Required(configuration.TokenEndpoint, "token_endpoint"),
            KeysAddress = Required(configuration.JwksUri, "jwks_uri"),
            EndSessionEndpoint = Optional(configuration.EndSessionEndpoint, "end_session_endpoint"),
            RevocationEndpoint = Optional(Text(text, "revocation_endpoint"), "revocation_endpoint"),
            SendsIssuer = IsTrue(text, SendsIssuer),
            TakesBasic = configuration.TokenEndpointAuthMethodsSupported is not { Count: > 0 } methods || methods.Contains("client_secret_basic"),
        };
    }

    private static OpenIdConnectConfiguration Parse(string text)
    {
        try
        {
            return OpenIdConnectConfiguration.Create(text);
        }
        catch (ArgumentException)
        {
            // The library wraps the parser's complaint, which repeats the document; ours does not.
            throw new IOException("The discovery document is not the JSON object it should be.");
        }
    }

    private Uri Required(string? text, string name) => Optional(text, name) ?? throw new IOException($"The discovery document has no {name}.");

    private Uri? Optional(string? text, string name)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && transport.Allows(address)
            ? address
            : throw new IOException($"The {name} of the discovery document is not an https address.");
    }

    private static string? Text(string document, string name)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static bool IsTrue(string document, string name)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }
}
