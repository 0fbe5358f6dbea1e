using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TokenExchange.Events;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Health;
using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>The schemas of the document, exported from the serializers of the service itself; of forms and of what others define, written here.</summary>
internal static class Schemas
{
    private static readonly JsonSchemaExporterOptions OfRequests = new() { TreatNullObliviousAsNonNullable = true };

    private static readonly JsonSchemaExporterOptions OfResponses = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = MarkRequired };

    public static JsonObject All() => new()
    {
        ["LoginRequest"] = Request(LoginJson.Default.LoginRequest),
        ["LoginStarted"] = Response(LoginJson.Default.LoginStarted),
        ["ExchangeRequest"] = Request(LoginJson.Default.ExchangeRequest),
        ["ExchangeView"] = Response(LoginJson.Default.ExchangeView),
        ["SessionView"] = Response(SessionViewJson.Default.View),
        ["LogoutView"] = Response(SessionViewJson.Default.Logout),
        ["KeySetView"] = Response(KeySetJson.Default.KeySetView),
        ["HealthView"] = Response(HealthJson.Default.HealthView),
        ["Validation"] = Response(EventsJson.Default.Validation),
        ["Problem"] = Problem(),
        ["CallbackForm"] = FormOf("code", "state", "iss", "error", "user"),
        ["LogoutForm"] = FormOf("logout_token"),
        ["Events"] = new JsonObject { ["description"] = "One event or an array of events, in Event Grid's schema or as CloudEvents." },
    };

    private static JsonNode Request(JsonTypeInfo type) => type.GetJsonSchemaAsNode(OfRequests);

    private static JsonNode Response(JsonTypeInfo type) => type.GetJsonSchemaAsNode(OfResponses);

    private static JsonNode Problem()
    {
        var problem = Response(ProblemJson.Default.Problem);
        problem["description"] = "Problem details (RFC 9457). detail: in Development only.";
        problem["properties"]!["action"]!["enum"] = new JsonArray([.. Enum.GetValues<FailureAction>().Select(action => (JsonNode)$"{action}".ToLowerInvariant())]);
        return problem;
    }

    private static JsonObject FormOf(params string[] fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field, new JsonObject { ["type"] = "string" }))),
    };

    /// <summary>A member of a response is there, unless it is left out when it is null; then it is never null.</summary>
    private static JsonNode MarkRequired(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.PropertyInfo is { } property && IsLeftOut(property) && schema is JsonObject { } member && member["type"] is JsonArray types)
        {
            member["type"] = types.First(type => $"{type}" != "null")!.DeepClone();
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && schema is JsonObject whole)
        {
            whole["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(property => !IsLeftOut(property)).Select(property => (JsonNode)property.Name)]);
        }

        return schema;
    }

    private static bool IsLeftOut(JsonPropertyInfo property) => property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false).Length > 0;
}
