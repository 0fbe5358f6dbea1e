using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Verifies a logout token by OpenID Connect Back-Channel Logout 1.0 section 2.6. Its sender is not authenticated: what is cheap is checked first,
/// and the fetch of keys that an unknown <c>kid</c> may cause is paid from the budget of such callers.
/// </summary>
internal sealed class LogoutTokenVerifier(SignatureVerifier signatures, ProviderOptions options, TimeProvider clock, Audit audit)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>How far the provider's clock may be off, in seconds.</summary>
    private const long Skew = 60;

    /// <summary>Longest life of a logout token, in seconds; section 4 recommends two minutes at most, and some providers take more.</summary>
    private const long LongestLife = 900;

    /// <exception cref="OutageException">The keys cannot be had, or may not be fetched again yet: the provider repeats a logout that is answered with 503.</exception>
    public async Task<Outcome<CompactToken>> VerifyAsync(string? text, CancellationToken cancellationToken)
    {
        if (!CompactToken.TryParse(text, out var token))
        {
            return Refuse("It is no plain signed JWT with an algorithm of our list.");
        }

        if ((Identity(token) ?? Times(token) ?? Content(token)) is { } fault)
        {
            return Refuse(fault);
        }

        if (await signatures.VerifyAsync(token, TokenSource.Unauthenticated, cancellationToken))
        {
            return token;
        }

        audit.SignatureRefused("logout_token");
        return Refuse("No key of the provider verifies its signature.");
    }

    private string? Identity(CompactToken token)
    {
        // "JWT" and no type at all are still common; section 2.4 only recommends the explicit one.
        if (token.Type is { } type && !type.Equals("logout+jwt", StringComparison.OrdinalIgnoreCase) && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase))
        {
            return "Its type is another one.";
        }

        if (!string.Equals(token.Claim("iss"), options.Issuer, StringComparison.Ordinal))
        {
            return "It comes from another issuer.";
        }

        return token.Strings("aud") is [var audience] && string.Equals(audience, options.ClientId, StringComparison.Ordinal)
            ? null
            : "It is not for this client alone.";
    }

    private string? Times(CompactToken token)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (token.Time("iat") is not { } issued || issued > now + Skew)
        {
            return "It was issued in the future, or does not say when.";
        }

        if (token.Claims.TryGetProperty("nbf", out _) && !(token.Time("nbf") <= now + Skew))
        {
            return "nbf is in the future, or not a number.";
        }

        return token.Time("exp") is { } expires && now < expires + Skew && expires - issued <= LongestLife
            ? null
            : "It has expired, does not say when it will, or lives too long.";
    }

    private static string? Content(CompactToken token)
    {
        if (token.Claims.TryGetProperty("nonce", out _))
        {
            return "It has a nonce: an ID token in disguise.";
        }

        if (!token.Claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object)
        {
            return "It says nothing of a logout.";
        }

        if (token.Claim("jti") is not { Length: > 0 and <= 255 })
        {
            return "It has no id.";
        }

        if (!IsTextOrAbsent(token, "sub") || !IsTextOrAbsent(token, "sid"))
        {
            return "sub or sid is not a string with content."; // read as absent, it would end other sessions than the provider means
        }

        return token.Claim("sub") is null && token.Claim("sid") is null ? "It has neither sub nor sid." : null;
    }

    private static bool IsTextOrAbsent(CompactToken token, string name) =>
        !token.Claims.TryGetProperty(name, out _) || token.Claim(name) is { Length: > 0 };

    private static Failure Refuse(string reason) => Catalogue.RequestInvalid.WithReason(reason);
}
