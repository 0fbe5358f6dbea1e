using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TokenExchange.Provider;

namespace TokenExchange.SigningKeys;

/// <summary>
/// A signed token taken apart strictly (RFC 7515 section 5.2, RFC 8725): three parts, canonical base64url, JSON objects without duplicate
/// members, header members of their types, an algorithm of our list, nothing critical, nothing encrypted. What IdentityModel would let pass ends here.
/// </summary>
internal sealed class CompactToken
{
    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    private CompactToken(string text, JsonElement header, JsonElement payload, string algorithm)
    {
        (Text, Header, Claims, Algorithm) = (text, header, payload, algorithm);
        Kid = header.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
        Type = header.TryGetProperty("typ", out var type) ? type.GetString() : null;
    }

    public string Text { get; }

    /// <summary>The claims, of the very bytes whose signature is checked.</summary>
    public JsonElement Claims { get; }

    public string Algorithm { get; }

    /// <summary>An opaque look-up key, never an address or a path (RFC 8725 section 3.10).</summary>
    public string? Kid { get; }

    public string? Type { get; }

    private JsonElement Header { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out CompactToken? token)
    {
        token = null;
        if (text is not { Length: > 0 and <= MaxLength } || text.Split('.') is not [var head, var body, var signature] || signature.Length == 0)
        {
            return false; // five parts are a JWE (CVE-2024-21319 began there), two an unsigned token
        }

        if (!TryDecode(head, out var header) || !TryDecode(body, out var payload) || !IsCanonical(signature)
            || !JoseHeader.IsWellTyped(header) || !IsSupported(header, out var algorithm))
        {
            return false;
        }

        token = new CompactToken(text, header, payload, algorithm);
        return true;
    }

    /// <summary>A claim that is a string; null when it is absent or something else.</summary>
    public string? Claim(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A NumericDate (RFC 7519 section 2) in whole seconds; null when it is absent or no sane number.</summary>
    public long? Time(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800 ? (long)Math.Floor(seconds) : null;

    /// <summary>A claim that is a string or an array of strings, as <c>aud</c> is; null when it is anything else.</summary>
    public IReadOnlyList<string>? Strings(string name)
    {
        if (!Claims.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => null,
        };
    }

    private static bool IsSupported(JsonElement header, out string algorithm)
    {
        algorithm = header.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String ? alg.GetString()! : "";
        return SigningKey.KnownAlgorithms.Contains(algorithm);
    }

    private static bool TryDecode(string part, out JsonElement element)
    {
        element = default;
        if (!IsCanonical(part))
        {
            return false;
        }

        if (!StrictJson.TryParse(Base64Url.DecodeFromChars(part), out var root))
        {
            return false;
        }

        element = root.Value;
        return true;
    }

    /// <summary>Base64url without padding, white space or stray bits: one spelling for one value (RFC 7515 section 2).</summary>
    private static bool IsCanonical(string part) =>
        part.Length > 0 && !part.AsSpan().ContainsAny(" \t\r\n=") && Base64Url.IsValid(part)
        && string.Equals(Base64Url.EncodeToString(Base64Url.DecodeFromChars(part)), part, StringComparison.Ordinal);
}
