using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.SigningKeys;

/// <summary>Verifies a token's signature against the cached keys and, once, against newly fetched ones.</summary>
internal sealed class SignatureVerifier(SigningKeyCache cache, ProviderOptions options)
{
    /// <summary>Whether a key of the provider signed the token. Nothing is thrown for a forged one: an exception costs more than all other checks together.</summary>
    /// <exception cref="OutageException">The keys cannot be fetched, so that the signature can be neither accepted nor refused.</exception>
    public async ValueTask<SignatureCheck> VerifyAsync(CompactToken token, TokenSource source, CancellationToken cancellationToken)
    {
        var keys = await cache.GetAsync(cancellationToken);
        var candidates = keys.Candidates(token.Kid, token.Algorithm);
        if (IsSigned(token, candidates))
        {
            return new(IsSigned: true);
        }

        // A known key signed it under another kid: a renamed key, or a wrong kid, which must not use up the budget of a rollover.
        var payer = candidates.Count == 0 && IsSigned(token, keys.Candidates(null, token.Algorithm)) ? TokenSource.Mislabelled : source;

        // OpenID Connect Core 1.0 section 10.1.1: an unknown kid, or a known one whose key changed, means that the keys rolled over.
        var renewed = await cache.RenewAsync(keys, payer, cancellationToken);
        if (!renewed.Value.Equals(keys) && IsSigned(token, renewed.Value.Candidates(token.Kid, token.Algorithm)))
        {
            cache.Refund(payer);
            return new(IsSigned: true);
        }

        // Not fetched, so the key may be new. The sender of a logout token can retry; the code behind an ID token is used up.
        return new(IsSigned: false, source == TokenSource.Unauthenticated ? renewed.Wait : null);
    }

    private bool IsSigned(CompactToken token, IReadOnlyList<SigningKey> candidates) => candidates.Any(key => IsFor(token, key) && key.Verifies(token));

    /// <summary>With many tenants, a key that is for one issuer signs no token of another. The token's own issuer and tenant were compared before.</summary>
    private bool IsFor(CompactToken token, SigningKey key) =>
        !IssuerTemplate.IsTemplate(options.Issuer) || key.Issuer is null || ClaimChecks.IsIssuer(token, key.Issuer);
}
