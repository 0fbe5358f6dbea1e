using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Verifies an ID token by OpenID Connect Core 1.0 section 3.1.3.7 (and 12.2 on a refresh), cheap checks first, the signature last:
/// nothing that fails here costs a fetch of keys.
/// </summary>
internal sealed class IdTokenVerifier(SignatureVerifier signatures, ProviderOptions options, TimeProvider clock, Audit audit)
{
    /// <summary>How far the provider's clock may be off, in seconds.</summary>
    private const long Skew = 60;

    /// <summary>The verified token, or the refusal; the reason goes to the log alone.</summary>
    /// <exception cref="OutageException">The keys cannot be had.</exception>
    public async Task<Outcome<CompactToken>> VerifyAsync(string? text, IdTokenExpectations expected, CancellationToken cancellationToken)
    {
        if (!CompactToken.TryParse(text, out var token))
        {
            return Refuse("It is no plain signed JWT with an algorithm of our list.");
        }

        if ((Identity(token) ?? Times(token) ?? Binding(token, expected)) is { } fault)
        {
            return Refuse(fault);
        }

        if (!await signatures.VerifyAsync(token, TokenSource.Provider, cancellationToken))
        {
            audit.SignatureRefused("id_token");
            return Refuse("No key of the provider verifies its signature.");
        }

        return StepUp(token, expected) is { } missed ? Catalogue.StepUpRequired.WithReason(missed) : token;
    }

    /// <summary>What a session keeps of its login's nonce: half of its SHA-256.</summary>
    public static string HashOf(string nonce) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(nonce)).AsSpan(0, SHA256.HashSizeInBytes / 2));

    /// <summary>Who says it, about whom, to whom.</summary>
    private string? Identity(CompactToken token)
    {
        if (token.Type is { } type && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase))
        {
            return "Its type is another one (RFC 8725 section 3.11)."; // an access, logout or client-assertion token in the wrong place
        }

        if (!string.Equals(token.Claim("iss"), options.Issuer, StringComparison.Ordinal))
        {
            return "It comes from another issuer.";
        }

        // Every audience besides us would have to be trusted, and none is (section 3.1.3.7, rule 3).
        if (token.Strings("aud") is not [var audience] || !string.Equals(audience, options.ClientId, StringComparison.Ordinal))
        {
            return "It is not for this client alone.";
        }

        if (token.Claims.TryGetProperty("azp", out _) && !string.Equals(token.Claim("azp"), options.ClientId, StringComparison.Ordinal))
        {
            return "Its authorized party is another one.";
        }

        if (token.Claims.TryGetProperty("jti", out _) && token.Claim("jti") is null)
        {
            return "Its jti is no text (RFC 7519 section 4.1.7).";
        }

        return token.Claim("sub") is { Length: > 0 and <= 255 } ? null : "It has no usable subject.";
    }

    private string? Times(CompactToken token)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (token.Time("exp") is not { } expires || now >= expires + Skew)
        {
            return "It has expired, or does not say when it will.";
        }

        if (token.Time("iat") is not { } issued || issued > now + Skew)
        {
            return "It was issued in the future, or does not say when.";
        }

        return token.Claims.TryGetProperty("nbf", out _) && !(token.Time("nbf") <= now + Skew) ? "It is not valid yet." : null;
    }

    /// <summary>That it belongs to this transaction or session, and to the access token beside it.</summary>
    private static string? Binding(CompactToken token, IdTokenExpectations expected)
    {
        if (expected.Nonce is { } nonce && !SameSecret(token.Claim("nonce"), nonce))
        {
            return "Its nonce belongs to another transaction.";
        }

        if (expected.Nonce is null && token.Claims.TryGetProperty("nonce", out _) && !SameSecret(HashOf(token.Claim("nonce") ?? ""), expected.NonceHash ?? ""))
        {
            return "A refresh brought the nonce of another login.";
        }

        if (expected.Subject is { } subject && !string.Equals(token.Claim("sub"), subject, StringComparison.Ordinal))
        {
            return "A refresh brought another subject.";
        }

        if (expected.AuthTime is { } authTime && token.Time("auth_time") is { } now && now != authTime)
        {
            return "A refresh brought another authentication time.";
        }

        return token.Claims.TryGetProperty("at_hash", out _) && !SameSecret(token.Claim("at_hash"), HalfHash(token.Algorithm, expected.AccessToken))
            ? "Its at_hash belongs to another access token."
            : null;
    }

    /// <summary>Rules 12 and 13: what was asked for in this transaction must have happened.</summary>
    private string? StepUp(CompactToken token, IdTokenExpectations expected)
    {
        if (expected.AcrValues.Count > 0 && (token.Claim("acr") is not { } acr || !expected.AcrValues.Contains(acr, StringComparer.Ordinal)))
        {
            return "The acr that was asked for was not reached.";
        }

        // OpenID Connect Core 1.0 section 2 makes auth_time a duty only where max_age was sent: without it, prompt=login cannot be verified.
        if (expected.AuthenticatedSince is { } since && token.Claims.TryGetProperty("auth_time", out _) && !(token.Time("auth_time") + Skew >= since))
        {
            return "The authentication is older than this login, though prompt=login was sent.";
        }

        return expected.MaxAge is { } maxAge
            && (token.Time("auth_time") is not { } authTime || clock.GetUtcNow().ToUnixTimeSeconds() > authTime + maxAge + Skew)
            ? "The authentication is older than max_age."
            : null;
    }

    /// <summary>Section 3.1.3.6: the left half of the hash that the signature's algorithm uses.</summary>
    private static string HalfHash(string algorithm, string accessToken)
    {
        var bytes = Encoding.ASCII.GetBytes(accessToken);
        var hash = algorithm[2..] switch
        {
            "384" => SHA384.HashData(bytes),
            "512" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        };
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }

    private static bool SameSecret(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private static Failure Refuse(string reason) => Catalogue.IdTokenInvalid.WithReason(reason);
}
