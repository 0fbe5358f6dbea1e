using System.Diagnostics.CodeAnalysis;
using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Verifies a token's signature, issuer and audience with IdentityModel, against the cached keys and, once, against freshly fetched ones.
/// </summary>
internal sealed class SignatureVerifier(SigningKeyCache cache, ProviderOptions options)
{
    private readonly JwtSecurityTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = CompactToken.MaxLength };

    /// <summary>True when a key of the provider signed this very text for us.</summary>
    /// <exception cref="OutageException">The keys cannot be had, so nothing can be said about the token.</exception>
    public async Task<bool> VerifyAsync(CompactToken token, TokenSource source, CancellationToken cancellationToken)
    {
        var keys = await cache.GetAsync(cancellationToken);
        var candidates = keys.Candidates(token.Kid, token.Algorithm);
        if (IsSigned(token, candidates))
        {
            return true;
        }

        // A known key signed it under another name: a renamed key, or a wrong label, which must not spend what a rollover needs.
        var payer = candidates.Count == 0 && IsSigned(token, keys.Candidates(null, token.Algorithm)) ? TokenSource.Mislabelled : source;

        // OpenID Connect Core 1.0 section 10.1.1: an unknown kid, or a known one whose key changed, means that the keys rolled over.
        var renewed = await cache.RenewAsync(keys, payer, cancellationToken);
        if (!renewed.Value.Equals(keys) && IsSigned(token, renewed.Value.Candidates(token.Kid, token.Algorithm)))
        {
            cache.Refund(payer);
            return true;
        }

        // Not fetched, so the key may be new. The sender of a logout token can repeat it; the code behind an ID token is spent.
        return source == TokenSource.Unauthenticated && renewed.Wait is { } wait ? throw SigningKeyCache.Unavailable(wait, null) : false;
    }

    private bool IsSigned(CompactToken token, IReadOnlyList<SigningKey> candidates) => candidates.Any(key => IsSigned(token, key));

    [SuppressMessage("Security", "CA5404", Justification = "The library reads the machine's clock; times are checked by the caller against the service's own.")]
    private bool IsSigned(CompactToken token, SigningKey key)
    {
        var rules = new TokenValidationParameters
        {
            IssuerSigningKey = key.Key,
            ValidAlgorithms = [token.Algorithm],
            ValidIssuer = options.Issuer,
            ValidAudience = options.ClientId,
            RequireSignedTokens = true,
            ValidateLifetime = false,
            RequireExpirationTime = false,
        };
        try
        {
            _handler.ValidateToken(token.Text, rules, out _);
            return true;
        }
        catch (Exception refused) when (refused is SecurityTokenException or ArgumentException)
        {
            return false;
        }
    }
}
