using System.Text.Json;

namespace TokenExchange.Operations.Doctor.Sources;

/// <summary>The app settings of a function app, as <c>az functionapp config appsettings list -o json</c> writes them.</summary>
internal static class AppSettingsList
{
    private const string Remedy = "Write the output of az functionapp config appsettings list -o json.";

    /// <exception cref="FormatException">The list has another format, or its values are hidden.</exception>
    public static IReadOnlyList<KeyValuePair<string, string?>> Read(JsonElement list)
    {
        var settings = new List<KeyValuePair<string, string?>>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String
                || !item.TryGetProperty("value", out var value))
            {
                throw new FormatException($"The list is not a list of app settings. {Remedy}");
            }

            if (value.ValueKind != JsonValueKind.String)
            {
                throw new FormatException($"The values of the app settings are hidden, as az writes them after a change. {Remedy}");
            }

            settings.Add(KeyValuePair.Create(name.GetString()!, value.GetString()));
        }

        return settings;
    }
}
