using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>What came back through the front.</summary>
internal sealed partial record FrontAnswer(int Status, Func<string, IReadOnlyList<string>> Header, string Body)
{
    /// <summary>The service's own error code; null when this is no error of the service, whoever made it.</summary>
    public string? ErrorCode => Header("TE-Error") is [var code] && Code().IsMatch(code) ? code : null;

    /// <summary>Status and error code, for a sentence.</summary>
    public string Said => ErrorCode is { } code ? $"status {Status} ({code})" : $"status {Status}";

    /// <summary>Where a begun login would lead; null when none was begun.</summary>
    public string? AuthorizationUrl =>
        Status == 200 && Member("authorizationUrl") is { ValueKind: JsonValueKind.String } url ? url.GetString() : null;

    /// <summary>A parameter of the address that a begun login leads to; null also when the provider takes pushed requests.</summary>
    public string? Parameter(string name) =>
        Uri.TryCreate(AuthorizationUrl, UriKind.Absolute, out var url) && QueryHelpers.ParseQuery(url.Query).TryGetValue(name, out var value)
            ? value.ToString()
            : null;

    /// <summary>A member of the answer's JSON object.</summary>
    public JsonElement? Member(string name)
    {
        try
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => $"{nameof(FrontAnswer)} {{ {Said} }}"; // cookies and addresses hold secrets of a login

    [GeneratedRegex("^[a-z_]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
