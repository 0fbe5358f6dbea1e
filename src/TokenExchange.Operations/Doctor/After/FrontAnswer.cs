using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>A response through the front.</summary>
internal sealed partial record FrontAnswer(int Status, Func<string, IReadOnlyList<string>> Header, string Body)
{
    /// <summary>The service's error code; null when the response is not an error of the service.</summary>
    public string? ErrorCode => Header("TE-Error") is [var code] && Code().IsMatch(code) ? code : null;

    /// <summary>Status and error code, as a part of a sentence.</summary>
    public string Summary => ErrorCode is { } code ? $"status {Status} ({code})" : $"status {Status}";

    /// <summary>The address to which a started login would redirect; null when none was started.</summary>
    public string? AuthorizationUrl =>
        Status == 200 && Member("authorizationUrl") is { ValueKind: JsonValueKind.String } url ? url.GetString() : null;

    /// <summary>A parameter of that address; null also when the provider uses pushed requests.</summary>
    public string? Parameter(string name) =>
        Uri.TryCreate(AuthorizationUrl, UriKind.Absolute, out var url) && QueryHelpers.ParseQuery(url.Query).TryGetValue(name, out var value)
            ? value.ToString()
            : null;

    /// <summary>A member of the response's JSON object.</summary>
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

    public override string ToString() => $"{nameof(FrontAnswer)} {{ {Summary} }}"; // cookies and addresses contain secrets of a login

    [GeneratedRegex("^[a-z_]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
