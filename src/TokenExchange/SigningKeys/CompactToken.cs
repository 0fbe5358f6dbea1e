using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IdentityModel.Tokens.Jwt;
using System.Text;
using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.SigningKeys;

/// <summary>
/// A signed token in the compact serialization, parsed strictly (RFC 7515 section 5.2, RFC 8725): three parts, canonical base64url, JSON objects without
/// duplicate members, header parameters of their types, an algorithm of our list, no extensions, no encryption.
/// </summary>
internal sealed class CompactToken
{
    /// <summary>Longest token that is parsed, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    private CompactToken(string text, JsonElement header, JsonElement payload, string algorithm)
    {
        (Text, Claims, Algorithm) = (text, payload, algorithm);
        Kid = header.TryGetProperty(JwtHeaderParameterNames.Kid, out var kid) ? kid.GetString() : null;
        Type = header.TryGetProperty(JwtHeaderParameterNames.Typ, out var type) ? type.GetString() : null;
        var end = text.LastIndexOf('.');
        (SigningInput, Signature) = (Encoding.ASCII.GetBytes(text[..end]), Base64Url.DecodeFromChars(text.AsSpan(end + 1)));
    }

    public string Text { get; }

    /// <summary>The claims, of the very bytes whose signature is verified.</summary>
    public JsonElement Claims { get; }

    public string Algorithm { get; }

    /// <summary>The <c>kid</c>: an opaque look-up key, never an address or a path (RFC 8725 section 3.10).</summary>
    public string? Kid { get; }

    public string? Type { get; }

    /// <summary>The bytes that are signed (RFC 7515 section 2).</summary>
    public byte[] SigningInput { get; }

    public byte[] Signature { get; }

    /// <summary>The token, or <paramref name="refusal"/> with the reason.</summary>
    public static Outcome<CompactToken> Parse(string? text, Failure refusal)
    {
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return refusal.WithReason($"The token does not match: got {text?.Length ?? 0} characters, expected 1 to {MaxLength}.");
        }

        if (text.Split('.') is not [var head, var body, var signature])
        {
            // Five parts are a JWE (CVE-2024-21319 began there), two an unsigned token.
            return refusal.WithReason($"The token does not match: got {text.Count(character => character == '.') + 1} parts, expected 3 (a compact JWS).");
        }

        if (!TryDecode(head, out var header) || !TryDecode(body, out var payload) || !IsCanonical(signature))
        {
            return refusal.WithReason("The token does not match: a part is not canonical base64url, or not a strict JSON object.");
        }

        if (JoseHeader.Fault(header) is { } fault)
        {
            return refusal.WithReason(fault);
        }

        return new CompactToken(text, header, payload, header.GetProperty(JwtHeaderParameterNames.Alg).GetString()!);
    }

    /// <summary>The same for callers that need no reason.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CompactToken? token) =>
        (token = Parse(text, Catalogue.IdTokenInvalid).Value) is not null;

    /// <summary>A claim that is a string; null when it is absent or has another type.</summary>
    public string? Claim(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A NumericDate (RFC 7519 section 2) in whole seconds; null when it is absent or not a number in range.</summary>
    public long? Time(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800 ? (long)Math.Floor(seconds) : null;

    /// <summary>A claim that is a string or an array of strings, such as <c>aud</c>; null when it is anything else.</summary>
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

    private static bool TryDecode(string part, out JsonElement element)
    {
        element = default;
        if (!IsCanonical(part) || !StrictJson.TryParse(Base64Url.DecodeFromChars(part), out var root))
        {
            return false;
        }

        element = root.Value;
        return true;
    }

    /// <summary>Base64url without padding, white space or unused bits: one spelling for each value (RFC 7515 section 2).</summary>
    private static bool IsCanonical(string part) =>
        part.Length > 0 && !part.AsSpan().ContainsAny(" \t\r\n=") && Base64Url.IsValid(part)
        && string.Equals(Base64Url.EncodeToString(Base64Url.DecodeFromChars(part)), part, StringComparison.Ordinal);
}
