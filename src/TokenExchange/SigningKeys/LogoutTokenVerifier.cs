using System.IdentityModel.Tokens.Jwt;
using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Verifies a logout token by OpenID Connect Back-Channel Logout 1.0 section 2.6. Its sender is not authenticated: cheap checks come first, and the fetch
/// of keys that an unknown <c>kid</c> may cause is charged to the budget of unauthenticated callers.
/// </summary>
internal sealed class LogoutTokenVerifier(SignatureVerifier signatures, ProviderOptions options, TimeProvider clock, Audit audit)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>Longest lifetime of a logout token, in seconds; section 4 recommends at most two minutes, and some providers use more.</summary>
    private const long LongestLife = 900;

    /// <summary>When a token that was accepted expires, in Unix seconds: by its <c>exp</c>, or by its <c>iat</c> if it may have none.</summary>
    public static long ExpiryOf(CompactToken token) => token.Time(JwtRegisteredClaimNames.Exp) ?? (token.Time(JwtRegisteredClaimNames.Iat)!.Value + LongestLife);

    /// <summary>The token, or the refusal: 503 also while the keys may not be fetched again yet, because the provider repeats a logout that is answered with it.</summary>
    /// <exception cref="OutageException">The keys cannot be fetched.</exception>
    public async Task<Outcome<CompactToken>> VerifyAsync(string? text, CancellationToken cancellationToken)
    {
        var parsed = CompactToken.Parse(text, Catalogue.RequestInvalid);
        if (!parsed.Succeeded)
        {
            return parsed;
        }

        var token = parsed.Value;
        if ((Identity(token) ?? Times(token) ?? Content(token)) is { } fault)
        {
            return Catalogue.RequestInvalid.WithReason(fault);
        }

        var check = await signatures.VerifyAsync(token, TokenSource.Unauthenticated, cancellationToken);
        if (check.IsSigned)
        {
            return token;
        }

        if (check.Wait is { } wait)
        {
            return SigningKeyCache.NotBefore(wait);
        }

        audit.SignatureRefused("logout_token");
        return Catalogue.RequestInvalid.WithReason("The signature does not verify with any key of the provider.");
    }

    private string? Identity(CompactToken token)
    {
        // "JWT" and no type are still common; section 2.4 only recommends the explicit type.
        if (token.Type is { } type && !type.Equals("logout+jwt", StringComparison.OrdinalIgnoreCase)
            && !type.Equals(JwtConstants.HeaderType, StringComparison.OrdinalIgnoreCase))
        {
            return "typ does not match: got another type, expected logout+jwt, JWT or no typ.";
        }

        return ClaimChecks.Issuer(token, options) ?? ClaimChecks.Audience(token, options);
    }

    private string? Times(CompactToken token)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if ((ClaimChecks.IssuedAt(token, now) ?? ClaimChecks.NotBefore(token, now)) is { } fault)
        {
            return fault;
        }

        if (options.LogoutTokenExpiry == ClaimRule.Optional && !ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.Exp))
        {
            return now < ExpiryOf(token) + ClaimChecks.Skew ? null : $"iat is too long ago for a token without exp: expected {LongestLife} seconds at most.";
        }

        if (ClaimChecks.ExpiresAt(token, now) is { } expired)
        {
            return expired;
        }

        var life = token.Time(JwtRegisteredClaimNames.Exp) - token.Time(JwtRegisteredClaimNames.Iat);
        return life <= LongestLife ? null : $"The lifetime does not match: got {life} seconds from iat to exp, expected {LongestLife} at most.";
    }

    private static string? Content(CompactToken token)
    {
        if (ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.Nonce))
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Nonce, "none, because an ID token has one (section 2.4)");
        }

        if (!token.Claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(Event, out var logout) || logout.ValueKind != JsonValueKind.Object)
        {
            return ClaimChecks.Mismatch(token, "events", $"an object with the member {Event}");
        }

        if (token.Claim(JwtRegisteredClaimNames.Jti) is not { Length: > 0 and <= 255 })
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Jti, "a string of 1 to 255 characters");
        }

        foreach (var name in new[] { JwtRegisteredClaimNames.Sub, JwtRegisteredClaimNames.Sid })
        {
            if (ClaimChecks.IsPresent(token, name) && token.Claim(name) is not { Length: > 0 })
            {
                return ClaimChecks.Mismatch(token, name, "a string with content"); // read as absent, it would end other sessions than the provider means
            }
        }

        return token.Claim(JwtRegisteredClaimNames.Sub) is null && token.Claim(JwtRegisteredClaimNames.Sid) is null
            ? "sub and sid do not match: got neither, expected at least one."
            : null;
    }
}
