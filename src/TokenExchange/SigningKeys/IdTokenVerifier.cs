using System.IdentityModel.Tokens.Jwt;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Verifies an ID token according to OpenID Connect Core 1.0 section 3.1.3.7 (and 12.2 on a refresh). Cheap checks come first and the signature last, so
/// nothing that fails before costs a fetch of keys.
/// </summary>
internal sealed class IdTokenVerifier(SignatureVerifier signatures, ProviderOptions options, TimeProvider clock, Audit audit)
{
    /// <summary>The verified token, or the error; the reason goes to the log only.</summary>
    /// <exception cref="OutageException">The keys cannot be fetched.</exception>
    public async Task<Outcome<CompactToken>> VerifyAsync(string? text, IdTokenExpectations expected, CancellationToken cancellationToken)
    {
        var parsed = CompactToken.Parse(text, Catalogue.IdTokenInvalid);
        if (!parsed.Succeeded)
        {
            return parsed;
        }

        var token = parsed.Value;
        if ((Identity(token) ?? Times(token) ?? IdTokenBinding.Fault(token, expected)) is { } fault)
        {
            return Catalogue.IdTokenInvalid.WithReason(fault);
        }

        if (!(await signatures.VerifyAsync(token, TokenSource.Provider, cancellationToken)).IsSigned)
        {
            audit.SignatureRefused("id_token");
            return Catalogue.IdTokenInvalid.WithReason("The signature does not verify with any key of the provider.");
        }

        return StepUp(token, expected) is { } missed ? Catalogue.StepUpRequired.WithReason(missed) : token;
    }

    /// <summary>Issuer, audience and subject.</summary>
    private string? Identity(CompactToken token)
    {
        if (token.Type is { } type && !type.Equals(JwtConstants.HeaderType, StringComparison.OrdinalIgnoreCase))
        {
            return "typ does not match: got another type, expected JWT or no typ (RFC 8725 section 3.11)."; // an access, logout or client-assertion token
        }

        if ((ClaimChecks.Issuer(token, options) ?? ClaimChecks.Audience(token, options)) is { } fault)
        {
            return fault;
        }

        // Rules 4 and 5: of several audiences, azp tells for which the token was issued.
        if ((ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.Azp) || token.Strings(JwtRegisteredClaimNames.Aud)?.Count > 1)
            && !string.Equals(token.Claim(JwtRegisteredClaimNames.Azp), options.ClientId, StringComparison.Ordinal))
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Azp, "Provider:ClientId");
        }

        if (ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.Jti) && token.Claim(JwtRegisteredClaimNames.Jti) is null)
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Jti, "a string (RFC 7519 section 4.1.7)");
        }

        return token.Claim(JwtRegisteredClaimNames.Sub) is { Length: > 0 and <= 255 }
            ? null
            : ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Sub, "a string of 1 to 255 characters");
    }

    private string? Times(CompactToken token)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return ClaimChecks.ExpiresAt(token, now) ?? ClaimChecks.IssuedAt(token, now) ?? ClaimChecks.NotBefore(token, now);
    }

    /// <summary>Rules 12 and 13: what this transaction requested must have happened.</summary>
    private string? StepUp(CompactToken token, IdTokenExpectations expected)
    {
        if (expected.AcrValues.Count > 0
            && (token.Claim(JwtRegisteredClaimNames.Acr) is not { } acr || !expected.AcrValues.Contains(acr, StringComparer.Ordinal)))
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Acr, "one of the acr_values of the login");
        }

        var authTime = token.Time(JwtRegisteredClaimNames.AuthTime);

        // OpenID Connect Core 1.0 section 2 requires auth_time only where max_age was sent: without it, prompt=login cannot be verified.
        if (expected.AuthenticatedSince is { } since && ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.AuthTime)
            && !(authTime + ClaimChecks.Skew >= since))
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.AuthTime, "a time after the beginning of the login (prompt=login)");
        }

        return expected.MaxAge is { } maxAge && !(clock.GetUtcNow().ToUnixTimeSeconds() <= authTime + maxAge + ClaimChecks.Skew)
            ? ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.AuthTime, $"a time not more than {maxAge} seconds ago (max_age)")
            : null;
    }
}
