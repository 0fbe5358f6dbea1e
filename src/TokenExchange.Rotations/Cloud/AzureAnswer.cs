using System.Text.Json;

namespace TokenExchange.Rotations.Cloud;

/// <summary>A response of the resource manager or of Microsoft Graph.</summary>
internal sealed record AzureAnswer(int Status, JsonElement Body)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The code of an error: <c>{"error":{"code","message"}}</c>.</summary>
    public string ErrorCode => Text("error", "code") ?? "";

    /// <summary>The error message of Azure.</summary>
    public string Words => Text("error", "message") is { } message ? $"{ErrorCode}: {message}" : $"Azure responded with status {Status}.";

    /// <summary>A member by its path; null when one of the names is missing.</summary>
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

    public override string ToString() => $"{nameof(AzureAnswer)} {{ {Status} }}"; // a body may contain a function key
}
