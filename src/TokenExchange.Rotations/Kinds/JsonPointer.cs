using System.Globalization;
using System.Text.Json;

namespace TokenExchange.Rotations.Kinds;

/// <summary>Finds a text or a number in a JSON document by its pointer (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>The text at this place; null when there is none.</summary>
    public static string? Find(JsonElement document, string pointer)
    {
        JsonElement? found = document;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            found = found switch
            {
                { ValueKind: JsonValueKind.Object } parent when parent.TryGetProperty(name, out var member) => member,
                { ValueKind: JsonValueKind.Array } list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < list.GetArrayLength() => list[i],
                _ => null,
            };
        }

        return found switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };
    }
}
