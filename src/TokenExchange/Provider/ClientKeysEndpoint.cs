using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary><c>GET /api/auth/keys</c>: the public halves of the client's own signing keys, for the provider's <c>jwks_uri</c> of this client.</summary>
internal sealed class ClientKeysEndpoint(IClientCredential credential)
{
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var view = new KeySetView([.. (await credential.KeysAsync(context.RequestAborted)).Select(key => key.Jwk)]);
        await context.Response.WriteAsJsonAsync(view, KeySetJson.Default.KeySetView, "application/jwk-set+json", context.RequestAborted);
        return null;
    }
}

/// <summary>A JWK Set (RFC 7517 section 5).</summary>
internal sealed record KeySetView(IReadOnlyList<IReadOnlyDictionary<string, string>> Keys);

/// <summary>Serializer of the client's key set.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeySetView))]
internal sealed partial class KeySetJson : JsonSerializerContext;
