using System.Collections.Frozen;
using System.Text.Json;

namespace TokenExchange.SigningKeys;

/// <summary>
/// The types of the members of a JOSE header (RFC 7515 section 4.1, RFC 7516 section 4.1, RFC 7518 section 4, RFC 7519 section 5.3). A library that reads
/// a member of another type may throw anything; members without a registered meaning are ignored, as RFC 7515 section 4 demands.
/// </summary>
internal static class JoseHeader
{
    /// <summary>Extensions and encryption are not supported, so their members are refused whatever they hold (RFC 7515 section 4.1.11, RFC 7797).</summary>
    private static readonly FrozenSet<string> Unsupported = FrozenSet.Create(StringComparer.Ordinal, "crit", "b64", "enc", "zip");

    private static readonly FrozenDictionary<string, Func<JsonElement, bool>> Types = new Dictionary<string, Func<JsonElement, bool>>
    {
        ["alg"] = IsText,
        ["kid"] = IsText,
        ["typ"] = IsText,
        ["cty"] = IsText,
        ["jku"] = IsText,
        ["x5u"] = IsText,
        ["x5t"] = IsText,
        ["x5t#S256"] = IsText,
        ["x5c"] = IsTexts,
        ["jwk"] = IsObject,
        ["iss"] = IsText,
        ["sub"] = IsText,
        ["aud"] = value => IsText(value) || IsTexts(value),
        ["nonce"] = IsText,
        ["url"] = IsText,
        ["epk"] = IsObject,
        ["apu"] = IsText,
        ["apv"] = IsText,
        ["iv"] = IsText,
        ["tag"] = IsText,
        ["p2s"] = IsText,
        ["p2c"] = value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether every member is supported and of its type.</summary>
    public static bool IsWellTyped(JsonElement header) => header.EnumerateObject().All(
        member => !Unsupported.Contains(member.Name) && (!Types.TryGetValue(member.Name, out var isOfType) || isOfType(member.Value)));

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static bool IsTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsText);
}
