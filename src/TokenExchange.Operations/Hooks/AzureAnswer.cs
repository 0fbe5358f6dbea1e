using System.Text.Json;

namespace TokenExchange.Operations.Hooks;

/// <summary>An answer of the resource manager or of Microsoft Graph.</summary>
internal sealed record AzureAnswer(int Status, JsonElement Body)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The code of an error: <c>{"error":{"code","message"}}</c>.</summary>
    public string ErrorCode => Text("error", "code") ?? "";

    /// <summary>Azure's own words of an error.</summary>
    public string Words => Text("error", "message") is { } message ? $"{ErrorCode}: {message}" : $"Azure answered with status {Status}.";

    /// <summary>A member, by the names that lead to it; null when one of them is not there.</summary>
    public JsonElement? Member(params IReadOnlyList<string> path)
    {
        JsonElement? found = Body;
        foreach (var name in path)
        {
            found = found is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var child) ? child : null;
        }

        return found;
    }

    public string? Text(params IReadOnlyList<string> path) =>
        Member(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public IEnumerable<JsonElement> List() => Member("value") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public override string ToString() => $"{nameof(AzureAnswer)} {{ {Status} }}"; // a key of a function stands in a body
}
