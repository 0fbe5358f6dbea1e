using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace TokenExchange.Provider;

/// <summary>Reads the provider's discovery document and holds it against the rules of OpenID Connect Discovery 1.0 section 4.3.</summary>
internal sealed class MetadataRetriever(ProviderOptions options, TransportRules transport) : IConfigurationRetriever<ProviderMetadata>
{
    /// <summary>The parameter of RFC 9207 section 3, which IdentityModel 6 does not know.</summary>
    private const string SendsIssuer = "authorization_response_iss_parameter_supported";

    /// <summary>
    /// What IdentityModel is given to read. It holds every member that it knows against its type, those that nobody here uses too, and refuses the
    /// whole document for one; its versions differ in which they know.
    /// </summary>
    private static readonly string[] Used = ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"];

    /// <exception cref="IOException">The document is unusable.</exception>
    public async Task<ProviderMetadata> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        var text = await retriever.GetDocumentAsync(address, cancel);
        if (!StrictJson.TryParse(text, out var root))
        {
            throw new IOException("The discovery document is not a strict JSON object.");
        }

        var document = root.Value;
        var configuration = Parse(document);
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
            RevocationEndpoint = Optional(StrictJson.Text(document, "revocation_endpoint"), "revocation_endpoint"),
            PushedAuthorizationEndpoint = Pushed(document),
            SendsIssuer = IsTrue(document, SendsIssuer),
            TakesRs256 = Lists(document, "token_endpoint_auth_signing_alg_values_supported", "RS256"),
            TakesBasic = Lists(document, "token_endpoint_auth_methods_supported", "client_secret_basic"),
        };
    }

    private static OpenIdConnectConfiguration Parse(JsonElement document)
    {
        var used = new JsonObject(document.EnumerateObject().Where(member => Used.Contains(member.Name))
            .Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, JsonSerializer.SerializeToNode(member.Value))));
        try
        {
            return OpenIdConnectConfiguration.Create(used.ToJsonString());
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

    /// <summary>A provider that requires pushed requests but does not say where cannot be used: there is no way back to the front channel.</summary>
    private Uri? Pushed(JsonElement document)
    {
        var endpoint = Optional(StrictJson.Text(document, "pushed_authorization_request_endpoint"), "pushed_authorization_request_endpoint");
        return endpoint is null && IsTrue(document, "require_pushed_authorization_requests")
            ? throw new IOException("The discovery document requires pushed authorization requests and names no endpoint for them.")
            : endpoint;
    }

    /// <summary>Whether a list holds the value; an absent or empty list says nothing against it.</summary>
    private static bool Lists(JsonElement document, string name, string value) =>
        !document.TryGetProperty(name, out var values) || values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0
        || values.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(value));

    private static bool IsTrue(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
