using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.Tests.Pure;

/// <summary>
/// Compares a value with a schema of the document: the keywords that the document uses, and more strictly than a client would: a member that the schema does
/// not have is a fault.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    /// <summary>The faults, each with its place.</summary>
    public IEnumerable<string> Faults(JsonNode? value, JsonNode? schema, string place) => schema is JsonObject rules ? OfRules(value, rules, place) : [];

    private IEnumerable<string> OfRules(JsonNode? value, JsonObject rules, string place)
    {
        var whole = rules["$ref"] is { } reference ? Merged(Resolve($"{reference}"), rules) : rules;
        if (whole["type"] is { } types && !Types(types).Contains(TypeOf(value)))
        {
            return [$"{place} is {TypeOf(value)}, expected {types.ToJsonString()}"];
        }

        if (whole["enum"] is JsonArray values && !values.Any(one => JsonNode.DeepEquals(one, value)))
        {
            return [$"{place} is {value?.ToJsonString()}, expected one of {values.ToJsonString()}"];
        }

        return value switch
        {
            JsonObject members => OfMembers(members, whole, place),
            JsonArray items => items.SelectMany((item, i) => Faults(item, whole["items"], $"{place}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> OfMembers(JsonObject members, JsonObject rules, string place)
    {
        var (known, others) = (rules["properties"] as JsonObject ?? [], rules["additionalProperties"]);
        foreach (var name in (rules["required"] as JsonArray ?? []).Select(name => $"{name}").Where(name => !members.ContainsKey(name)))
        {
            yield return $"{place} has no {name}";
        }

        foreach (var (name, value) in members)
        {
            if (!known.ContainsKey(name) && (others is null ? known.Count > 0 : others.GetValueKind() == JsonValueKind.False))
            {
                yield return $"{place} has the unknown member {name}";
            }

            foreach (var fault in Faults(value, known[name] ?? others, $"{place}.{name}"))
            {
                yield return fault;
            }
        }
    }

    private JsonObject Resolve(string reference) =>
        (JsonObject)reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name])!;

    /// <summary>A schema beside a reference adds to it (JSON Schema 2020-12 section 8.2.3.1); of members, both apply.</summary>
    private static JsonObject Merged(JsonObject target, JsonObject beside)
    {
        var whole = (JsonObject)target.DeepClone();
        foreach (var (name, rule) in beside["properties"] as JsonObject ?? [])
        {
            foreach (var (keyword, value) in (JsonObject)rule!)
            {
                whole["properties"]![name]![keyword] = value?.DeepClone();
            }
        }

        return whole;
    }

    private static IEnumerable<string> Types(JsonNode types) => types is JsonArray several ? several.Select(type => $"{type}") : [$"{types}"];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "integer",
        _ => "boolean",
    };
}
