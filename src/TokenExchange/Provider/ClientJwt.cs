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
        content.IssuedAt = now.UtcDateTime;
        content.Expires = now.UtcDateTime + lifetime;
        return Handler.CreateToken(content);
    }
}
