using System.Collections.Frozen;
using System.IdentityModel.Tokens.Jwt;
using System.Text.Json;

namespace TokenExchange.SigningKeys;

/// <summary>
/// The header parameters of a token by their types (RFC 7515 section 4.1, RFC 7516 section 4.1, RFC 7518 section 4, RFC 7519 section 5.3), and its algorithm.
/// Parameters without a registered meaning are ignored, as RFC 7515 section 4 demands.
/// </summary>
internal static class JoseHeader
{
    /// <summary>Extensions and encryption are not supported, so their parameters are refused whatever they hold (RFC 7515 section 4.1.11, RFC 7797).</summary>
    private static readonly FrozenSet<string> Unsupported = FrozenSet.Create(
        StringComparer.Ordinal, "crit", "b64", JwtHeaderParameterNames.Enc, JwtHeaderParameterNames.Zip);

    private static readonly FrozenDictionary<string, Func<JsonElement, bool>> Types = new Dictionary<string, Func<JsonElement, bool>>
    {
        [JwtHeaderParameterNames.Alg] = IsText,
        [JwtHeaderParameterNames.Kid] = IsText,
        [JwtHeaderParameterNames.Typ] = IsText,
        [JwtHeaderParameterNames.Cty] = IsText,
        [JwtHeaderParameterNames.Jku] = IsText,
        [JwtHeaderParameterNames.X5u] = IsText,
        [JwtHeaderParameterNames.X5t] = IsText,
        ["x5t#S256"] = IsText,
        [JwtHeaderParameterNames.X5c] = IsTexts,
        [JwtHeaderParameterNames.Jwk] = IsObject,
        [JwtRegisteredClaimNames.Iss] = IsText,
        [JwtRegisteredClaimNames.Sub] = IsText,
        [JwtRegisteredClaimNames.Aud] = value => IsText(value) || IsTexts(value),
        [JwtRegisteredClaimNames.Nonce] = IsText,
        ["url"] = IsText,
        [JwtHeaderParameterNames.Epk] = IsObject,
        [JwtHeaderParameterNames.Apu] = IsText,
        [JwtHeaderParameterNames.Apv] = IsText,
        [JwtHeaderParameterNames.IV] = IsText,
        ["tag"] = IsText,
        ["p2s"] = IsText,
        ["p2c"] = value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Registered algorithms that are refused by name in the log; the log repeats no other text of a header.</summary>
    private static readonly FrozenSet<string> Registered = FrozenSet.Create(
        StringComparer.Ordinal, "none", "HS256", "HS384", "HS512", "ES256K", "EdDSA", "Ed25519", "Ed448");

    /// <summary>Why the header is refused; null when every parameter is supported and of its type, and the algorithm is one of our list.</summary>
    public static string? Fault(JsonElement header)
    {
        foreach (var parameter in header.EnumerateObject())
        {
            if (Unsupported.Contains(parameter.Name))
            {
                return $"The header parameter {parameter.Name} is not supported.";
            }

            if (Types.TryGetValue(parameter.Name, out var isOfType) && !isOfType(parameter.Value))
            {
                return $"The header parameter {parameter.Name} does not match: got another type than the registered one.";
            }
        }

        var algorithm = header.TryGetProperty(JwtHeaderParameterNames.Alg, out var value) ? value.GetString()! : null;
        return algorithm is not null && SigningKey.KnownAlgorithms.Contains(algorithm)
            ? null
            : $"alg does not match: got {Known(algorithm)}, expected one of {string.Join(", ", SigningKey.KnownAlgorithms)}.";
    }

    private static string Known(string? algorithm) => algorithm is null ? "no alg" : Registered.Contains(algorithm) ? algorithm : "another value";

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static bool IsTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsText);
}
