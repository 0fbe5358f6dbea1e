using System.Buffers.Text;
using System.IdentityModel.Tokens.Jwt;
using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Whether an ID token belongs to this transaction or session, and to the access token that came with it (OpenID Connect Core 1.0 sections 3.1.3.6, 3.1.3.7
/// and 12.2).
/// </summary>
internal static class IdTokenBinding
{
    /// <summary>What a session keeps of its login's nonce: half of its SHA-256.</summary>
    public static string HashOf(string nonce) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(nonce)).AsSpan(0, SHA256.HashSizeInBytes / 2));

    /// <summary>The reason of the refusal, or null.</summary>
    public static string? Fault(CompactToken token, IdTokenExpectations expected)
    {
        if (NonceFault(token, expected) is { } nonce)
        {
            return nonce;
        }

        if (expected.Subject is { } subject && !string.Equals(token.Claim(JwtRegisteredClaimNames.Sub), subject, StringComparison.Ordinal))
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Sub, "the sub of the session (refresh)");
        }

        if (expected.AuthTime is { } authTime && token.Time(JwtRegisteredClaimNames.AuthTime) is { } now && now != authTime)
        {
            return ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.AuthTime, "the auth_time of the session (refresh)");
        }

        return expected.AccessToken.Length > 0 && ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.AtHash)
            && !IsSame(token.Claim(JwtRegisteredClaimNames.AtHash), HalfHash(token.Algorithm, expected.AccessToken))
            ? ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.AtHash, "the hash of the access token that came with it")
            : null;
    }

    /// <summary>At a login the nonce of the transaction; on a refresh none, or that of the login (section 12.2).</summary>
    private static string? NonceFault(CompactToken token, IdTokenExpectations expected)
    {
        var found = token.Claim(JwtRegisteredClaimNames.Nonce);
        if (expected.Nonce is { } nonce)
        {
            var isLeftOut = expected.IsNonceOptional && !ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.Nonce);
            return isLeftOut || IsSame(found, nonce) ? null : ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Nonce, "the nonce of the transaction");
        }

        return ClaimChecks.IsPresent(token, JwtRegisteredClaimNames.Nonce) && !IsSame(HashOf(found ?? ""), expected.NonceHash ?? "")
            ? ClaimChecks.Mismatch(token, JwtRegisteredClaimNames.Nonce, "no nonce, or that of the login (refresh)")
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

    private static bool IsSame(string? found, string expected) =>
        found is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(found), Encoding.UTF8.GetBytes(expected));
}
