using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>The OpenAPI 3.1 document of the HTTP surface, made from the route table, the catalogue and the serializers.</summary>
internal static class OpenApiDocument
{
    public const string File = "docs/openapi.json";

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Create() => new()
    {
        ["openapi"] = "3.1.1",
        ["info"] = new JsonObject
        {
            ["title"] = "Token Exchange",
            ["version"] = "1",
            ["description"] = "What a page, a provider and a platform call. Clients ignore members that they do not know. Reference: docs/http.md.",
            ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" + Routes.Prefix }),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["schemas"] = Schemas.All(),
            ["headers"] = new JsonObject { ["TE-Error"] = new JsonObject { ["description"] = "The code of an error of this service.", ["schema"] = new JsonObject { ["type"] = "string" } } },
            ["parameters"] = new JsonObject
            {
                ["csrf"] = new JsonObject
                {
                    ["name"] = "X-CSRF",
                    ["in"] = "header",
                    ["required"] = true,
                    ["schema"] = new JsonObject { ["const"] = "1" },
                    ["description"] = "Only a page of PublicOrigin or AllowedOrigins can send it.",
                },
            },
            ["securitySchemes"] = new JsonObject
            {
                ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "__Host-te-session" },
                ["functionKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
            },
        },
    };

    public static string Text() => Create().ToJsonString(Written) + "\n";

    private static JsonObject Paths()
    {
        var paths = new JsonObject();
        foreach (var group in Operations.All.Concat(Operations.OfProxy).GroupBy(operation => operation.Address))
        {
            paths["/" + group.Key] = new JsonObject(group.Select(operation => KeyValuePair.Create<string, JsonNode?>(operation.Method.ToLowerInvariant(), Of(operation))));
        }

        return paths;
    }

    private static JsonObject Of(Operation operation)
    {
        var whole = new JsonObject { ["operationId"] = operation.Id, ["summary"] = operation.Summary };
        if (Security(operation) is { } security)
        {
            whole["security"] = security;
        }

        if (Parameters(operation) is { Count: > 0 } parameters)
        {
            whole["parameters"] = parameters;
        }

        if (operation.Request is var (mediaType, schema))
        {
            whole["requestBody"] = new JsonObject { ["content"] = Content(mediaType, schema) };
        }

        whole["responses"] = Responses(operation);
        return whole;
    }

    private static JsonArray? Security(Operation operation) =>
        operation.NeedsFunctionKey ? [new JsonObject { ["functionKey"] = new JsonArray() }]
        : operation.Errors.Contains(Catalogue.NotAuthenticated) ? [new JsonObject { ["session"] = new JsonArray() }]
        : null;

    private static JsonArray Parameters(Operation operation)
    {
        var all = new JsonArray();
        if (Operations.ErrorsOf(operation).Contains(Catalogue.CsrfFailed))
        {
            all.Add(Reference("parameters", "csrf"));
        }

        foreach (var name in operation.Address.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
        {
            all.Add(new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = Text("string"), ["description"] = name == "path" ? "May contain slashes." : "The id in Proxy:Routes." });
        }

        foreach (var name in operation.Query)
        {
            all.Add(new JsonObject { ["name"] = name, ["in"] = "query", ["schema"] = Text("string") });
        }

        return all;
    }

    private static JsonObject Responses(Operation operation)
    {
        var responses = new JsonObject { [operation.Status == 0 ? "default" : Number(operation.Status)] = Answer(operation.Success, operation.Response) };
        foreach (var errors in Operations.ErrorsOf(operation).GroupBy(failure => failure.Status))
        {
            responses[Number(errors.Key)] = Problem([.. errors.Select(failure => failure.Code).Distinct()]);
        }

        if (operation.Also is var (status, meaning))
        {
            responses[Number(status)] = Answer(meaning, operation.Response);
        }

        return responses;
    }

    private static JsonObject Problem(IReadOnlyList<string> codes) => new()
    {
        ["description"] = string.Join(", ", codes),
        ["headers"] = new JsonObject { ["TE-Error"] = Reference("headers", "TE-Error") },
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = new JsonObject
                {
                    ["$ref"] = "#/components/schemas/Problem",
                    ["properties"] = new JsonObject { ["code"] = new JsonObject { ["enum"] = new JsonArray([.. codes.Select(code => (JsonNode)code)]) } },
                },
            },
        },
    };

    private static JsonObject Answer(string description, (string MediaType, string Schema)? body)
    {
        var answer = new JsonObject { ["description"] = description };
        if (body is var (mediaType, schema))
        {
            answer["content"] = Content(mediaType, schema);
        }

        return answer;
    }

    private static JsonObject Content(string mediaType, string schema) => new() { [mediaType] = new JsonObject { ["schema"] = Reference("schemas", schema) } };

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static JsonObject Text(string type) => new() { ["type"] = type };

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);
}
