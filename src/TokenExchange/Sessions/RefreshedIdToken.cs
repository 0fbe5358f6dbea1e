using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// The ID token that came with a refresh (OpenID Connect Core 1.0 section 12.2). It need not come. One about another issuer, user or client ends the session;
/// whatever else is wrong with it costs the ID token: the access token beside it came over TLS from the provider itself.
/// </summary>
internal sealed class RefreshedIdToken(IdTokenVerifier verifier, ProviderOptions provider, CappedLogger<RefreshedIdToken> logger)
{
    /// <summary>Whether it names another user, issuer or client. Checked before its signature: the tokens beside it are not used in any case.</summary>
    public bool IsOfAnother(Session session, string? idToken)
    {
        if (!CompactToken.TryParse(idToken, out var token))
        {
            return false;
        }

        return IsOther(token.Claim("iss"), session.Issuer)
            || IsOther(token.Claim("sub"), session.Subject)
            || (token.Strings("aud") is { Count: > 0 } audiences && !audiences.Contains(provider.ClientId, StringComparer.Ordinal));
    }

    /// <summary>The verified token; null when none came or it cannot be used: then the session's claims stay as they are.</summary>
    public async Task<CompactToken?> VerifyAsync(Session session, TokenSet tokens)
    {
        if (tokens.IdToken is null)
        {
            return null;
        }

        var expected = new IdTokenExpectations { AccessToken = tokens.AccessToken, Subject = session.Subject, AuthTime = session.AuthTime, NonceHash = session.NonceHash };
        try
        {
            var verified = await verifier.VerifyAsync(tokens.IdToken, expected, CancellationToken.None);
            if (verified.Succeeded)
            {
                return verified.Value;
            }

            logger.IdTokenDiscarded(session.Pseudonym, verified.Failure.Reason);
        }
        catch (OutageException)
        {
            logger.IdTokenDiscarded(session.Pseudonym, "The provider's keys cannot be read.");
        }

        return null;
    }

    private static bool IsOther(string? found, string expected) => found is not null && !string.Equals(found, expected, StringComparison.Ordinal);
}
