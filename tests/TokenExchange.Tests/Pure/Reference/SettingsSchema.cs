using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TokenExchange.Configuration;

namespace TokenExchange.Tests.Pure;

/// <summary>
/// docs/settings.schema.json, a JSON Schema of <c>local.settings.json</c> for completion in an editor: the reader's settings under their names as
/// environment variables. Draft 7, because editors know it.
/// </summary>
internal static partial class SettingsSchema
{
    public const string File = "docs/settings.schema.json";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name of each setting as a pattern: the entries of a list and the ids of routes vary.</summary>
    public static IReadOnlyDictionary<string, string> Patterns { get; } = OptionRow.All.Select(row => row.Key).ToDictionary(
        key => key,
        key => $"^{Name(key).Replace("<id>", "[a-z0-9][a-z0-9-]{0,39}", StringComparison.Ordinal).Replace("<name>", "[A-Za-z0-9._-]{1,64}", StringComparison.Ordinal)}{(Survey.Settings[key].IsList ? @"__\d+" : "")}$",
        StringComparer.Ordinal);

    public static string Text()
    {
        var values = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Object(OptionRow.All.Where(row => !IsNamed(row.Key)).Select(row => (Example(row.Key), Value(row)))),
            ["patternProperties"] = Object(OptionRow.All.Where(row => IsNamed(row.Key) || Survey.Settings[row.Key].IsList).Select(row => (Patterns[row.Key], Value(row)))),
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            ["propertyNames"] = new JsonObject
            {
                ["if"] = new JsonObject { ["pattern"] = $"^{Survey.Root}__" },
                ["then"] = new JsonObject { ["anyOf"] = new JsonArray([.. Patterns.Values.Select(pattern => new JsonObject { ["pattern"] = pattern })]) },
            },
            ["required"] = new JsonArray([.. OptionRow.All.Where(row => !IsNamed(row.Key) && Survey.RequiredWith(row.Key) is null).Select(row => JsonValue.Create(Example(row.Key)))]),
        };
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "local.settings.json of Token Exchange",
            ["description"] = "Generated from the code that reads the settings. All of them, with more words: docs/configuration.md.",
            ["type"] = "object",
            ["properties"] = new JsonObject { ["IsEncrypted"] = new JsonObject { ["type"] = "boolean" }, ["Values"] = values, ["Host"] = new JsonObject { ["type"] = "object" } },
            ["required"] = new JsonArray("Values"),
        };
        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Value(OptionRow row)
    {
        var setting = Survey.Settings[row.Key];
        var value = new JsonObject
        {
            ["type"] = "string",
            ["description"] = Plain($"{row.Meaning} Takes: {ReferenceTable.Range(row.Key, setting)}. Default: {ReferenceTable.Default(row.Key, setting)}."),
        };
        if (setting.Words.Count > 0)
        {
            value["enum"] = new JsonArray([.. setting.Words.Select(word => JsonValue.Create(word))]);
        }

        if (Form(setting) is { } form)
        {
            value["pattern"] = form;
        }

        return value;
    }

    private static string? Form(Setting setting) => setting.Type switch
    {
        "duration" => @"^(\d+\.)?\d\d:\d\d:\d\d(\.\d{1,7})?$",
        "number" => @"^\d+$",
        _ => null,
    };

    private static string Name(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The name that an editor offers; of a list, the one of its first entry.</summary>
    private static string Example(string key) => Name(key) + (Survey.Settings[key].IsList ? "__0" : "");

    /// <summary>Whether a part of the key is a name of the operator's choice.</summary>
    private static bool IsNamed(string key) => key.Contains('<', StringComparison.Ordinal);

    private static JsonObject Object(IEnumerable<(string Name, JsonObject Value)> members) => new(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));

    /// <summary>Editors show plain text: no marks of code, and of a link its text.</summary>
    private static string Plain(string markdown) => Link().Replace(markdown, "$1").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
