using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace TokenExchange.Provider;

/// <summary>
/// The only reader of external JSON: no duplicate members (parsers disagree about which one counts, RFC 8725 section 2.4), bounded depth, and no
/// unpaired surrogate in any string, which would throw later where the string is used.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads an object; false for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonElement? root) => TryParse(System.Text.Encoding.UTF8.GetBytes(text), out root);

    /// <summary>Reads an object; false for anything else.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonElement? root) =>
        TryParseAny(utf8, out root) && root.Value.ValueKind == JsonValueKind.Object;

    /// <summary>Reads any value.</summary>
    public static bool TryParseAny(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonElement? root)
    {
        root = null;
        try
        {
            using var json = JsonDocument.Parse(utf8, Options);
            if (IsWhole(json.RootElement))
            {
                root = json.RootElement.Clone();
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false; // an unpaired surrogate in the name of a member
        }

        return root is not null;
    }

    /// <summary>A member that is a non-empty string; null otherwise.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Whether every string is valid Unicode.</summary>
    public static bool IsWhole(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsWhole(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsWhole),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
