using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.Provider;

/// <summary>Signs the tokens by which the client authenticates, each valid from now on.</summary>
internal static class ClientJwt
{
    private static readonly CryptoProviderFactory Uncached = new() { CacheSignatureProviders = false }; // a withdrawn key must not stay in a cache

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false }; // it would read the machine's clock

    /// <summary>The compact token.</summary>
    /// <param name="content">Issuer, audience, claims and header; the times and the signature are added.</param>
    /// <param name="key">The key.</param>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public static string Sign(SecurityTokenDescriptor content, SecurityKey key, string algorithm, DateTimeOffset now, TimeSpan lifetime)
    {
        content.SigningCredentials = new SigningCredentials(key, algorithm) { CryptoProviderFactory = Uncached };
        return Create(content, now, lifetime);
    }

    /// <summary>Header and claims of a token that is signed elsewhere, with the same content.</summary>
    public static string SigningInput(SecurityTokenDescriptor content, string kid, string algorithm, DateTimeOffset now, TimeSpan lifetime)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new JwtHead(algorithm, kid, content.TokenType), ClientJwtJson.Default.JwtHead);
        var claims = Create(content, now, lifetime).Split('.')[1]; // the handler has no signing that waits
        return $"{Base64Url.EncodeToString(header)}.{claims}";
    }

    private static string Create(SecurityTokenDescriptor content, DateTimeOffset now, TimeSpan lifetime)
    {
        content.IssuedAt = now.UtcDateTime;
        content.Expires = now.UtcDateTime + lifetime;
        return Handler.CreateToken(content);
    }
}

/// <summary>The header of a token (RFC 7515 section 4.1).</summary>
internal sealed record JwtHead(string Alg, string Kid, string Typ);

/// <summary>The serializer of the header.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JwtHead))]
internal sealed partial class ClientJwtJson : JsonSerializerContext;
