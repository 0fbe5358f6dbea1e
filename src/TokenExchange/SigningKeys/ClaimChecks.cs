using System.IdentityModel.Tokens.Jwt;
using System.Text.Json;
using TokenExchange.Provider;

namespace TokenExchange.SigningKeys;

/// <summary>
/// The checks that every token of the provider passes (RFC 7519 section 4.1). Each gives the reason of the refusal, or null. A reason names what was found
/// by type and length and never repeats a value, because the sender of the token chose it.
/// </summary>
internal static class ClaimChecks
{
    /// <summary>How far the provider's clock may be off, in seconds.</summary>
    public const long Skew = 60;

    /// <summary>The configured issuer; with a template, that of an allowed tenant, which <c>tid</c> names too.</summary>
    public static string? Issuer(CompactToken token, ProviderOptions options)
    {
        var issuer = token.Claim(JwtRegisteredClaimNames.Iss);
        if (!IssuerTemplate.Accepts(options, issuer))
        {
            return Mismatch(token, JwtRegisteredClaimNames.Iss, "Provider:Issuer, character by character, or the issuer of one of Provider:AllowedTenants");
        }

        return !IssuerTemplate.IsTemplate(options.Issuer) || IsIssuer(token, options.Issuer)
            ? null
            : Mismatch(token, "tid", "the tenant of iss");
    }

    /// <summary>Whether the token's <c>iss</c> is this issuer; of a template, that of the tenant which its <c>tid</c> names.</summary>
    public static bool IsIssuer(CompactToken token, string template) =>
        string.Equals(IssuerTemplate.Of(template, token.Claim("tid") ?? ""), token.Claim(JwtRegisteredClaimNames.Iss), StringComparison.Ordinal);

    /// <summary>We, once, and every audience besides us has to be trusted (OpenID Connect Core 1.0 section 3.1.3.7, rule 3).</summary>
    public static string? Audience(CompactToken token, ProviderOptions options) =>
        token.Strings(JwtRegisteredClaimNames.Aud) is { Count: > 0 } audiences
        && audiences.Count(audience => string.Equals(audience, options.ClientId, StringComparison.Ordinal)) == 1
        && audiences.All(audience => string.Equals(audience, options.ClientId, StringComparison.Ordinal) || options.TrustedAudiences.Contains(audience, StringComparer.Ordinal))
            ? null
            : Mismatch(token, JwtRegisteredClaimNames.Aud, "Provider:ClientId, and besides it only Provider:TrustedAudiences");

    public static string? ExpiresAt(CompactToken token, long now) => token.Time(JwtRegisteredClaimNames.Exp) switch
    {
        null => Mismatch(token, JwtRegisteredClaimNames.Exp, "a NumericDate"),
        { } expires when now >= expires + Skew => $"exp has passed: got {now - expires} seconds ago, expected fewer than {Skew}.",
        _ => null,
    };

    public static string? IssuedAt(CompactToken token, long now) => token.Time(JwtRegisteredClaimNames.Iat) switch
    {
        null => Mismatch(token, JwtRegisteredClaimNames.Iat, "a NumericDate"),
        { } issued when issued > now + Skew => $"iat is in the future: got {issued - now} seconds from now, expected {Skew} at most.",
        _ => null,
    };

    /// <summary>Optional, but not of another type.</summary>
    public static string? NotBefore(CompactToken token, long now) => token.Time(JwtRegisteredClaimNames.Nbf) switch
    {
        null => IsPresent(token, JwtRegisteredClaimNames.Nbf) ? Mismatch(token, JwtRegisteredClaimNames.Nbf, "a NumericDate") : null,
        { } begins when begins > now + Skew => $"nbf is in the future: got {begins - now} seconds from now, expected {Skew} at most.",
        _ => null,
    };

    public static bool IsPresent(CompactToken token, string name) => token.Claims.TryGetProperty(name, out _);

    /// <summary>The reason why a claim is refused.</summary>
    public static string Mismatch(CompactToken token, string name, string expected) => $"{name} does not match: got {Found(token, name)}, expected {expected}.";

    private static string Found(CompactToken token, string name) => !token.Claims.TryGetProperty(name, out var value) ? "no such claim" : value.ValueKind switch
    {
        JsonValueKind.String => $"a string of {value.GetString()!.Length} characters",
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        JsonValueKind.Number => "a number",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
