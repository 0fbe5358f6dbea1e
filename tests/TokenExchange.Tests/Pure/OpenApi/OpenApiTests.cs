using System.Text.Json.Nodes;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>The OpenAPI document and the reference page are those of the code.</summary>
public sealed class OpenApiTests
{
    [Fact]
    [Trait("Docs", "Generated")]
    public void The_document_is_the_one_of_the_code() => GeneratedPart.CheckFile(OpenApiDocument.File, _ => OpenApiDocument.Text());

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_reference_lists_every_operation() => GeneratedPart.Check("docs/http.md", "operations", HttpPage.Operations());

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_reference_lists_every_error() => GeneratedPart.Check("docs/http.md", "errors", HttpPage.Errors());

    [Fact]
    public void The_operations_are_those_of_the_route_table() => Assert.Equal(
        PaperRoutes.Calls.Order(StringComparer.Ordinal),
        Operations.All.Select(operation => $"{operation.Method} /{Routes.Prefix}/{operation.Address}").Order(StringComparer.Ordinal));

    [Fact]
    public void Each_operation_has_an_id_of_its_own() =>
        Assert.Distinct(Operations.All.Concat(Operations.OfProxy).Select(operation => operation.Id));

    [Fact]
    public void Every_reference_leads_to_something()
    {
        var document = OpenApiDocument.Create();

        var references = All(document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonNode>().Select(reference => $"{reference}").Distinct().ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name])));
    }

    [Theory]
    [InlineData(200, null, "application/json", """{"isAuthenticated":false}""")]
    [InlineData(403, "csrf_failed", "application/problem+json", """{"type":"t","title":"t","status":403,"code":"csrf_failed","action":"none","traceId":"t"}""")]
    public void An_answer_of_the_document_has_no_fault(int status, string? code, string mediaType, string body) =>
        Assert.Empty(AnswerCheck.Faults(new SeenAnswer("GET", "/api/auth/session", status, code, mediaType, body)));

    [Theory]
    [InlineData(418, null, "application/json", """{"isAuthenticated":false}""")]
    [InlineData(200, null, "text/plain", """{"isAuthenticated":false}""")]
    [InlineData(200, null, "application/json", """{"isAuthenticated":"no"}""")]
    [InlineData(200, null, "application/json", """{"claims":{}}""")]
    [InlineData(200, null, "application/json", """{"isAuthenticated":true,"accessToken":"x"}""")]
    [InlineData(200, null, "application/json", """{"isAuthenticated":true,"session":{"id":1,"expiresIn":1,"idleExpiresIn":1,"accessTokenExpiresIn":1}}""")]
    [InlineData(403, "not_authenticated", "application/problem+json", """{"type":"t","title":"t","status":403,"code":"not_authenticated","action":"none","traceId":"t"}""")]
    [InlineData(403, "csrf_failed", "application/problem+json", """{"type":"t","title":"t","status":403,"code":"csrf_failed","action":"dance","traceId":"t"}""")]
    [InlineData(403, "csrf_failed", "application/problem+json", "")]
    public void Any_other_answer_has_one(int status, string? code, string mediaType, string body) =>
        Assert.Single(AnswerCheck.Faults(new SeenAnswer("GET", "/api/auth/session", status, code, mediaType, body)));

    private static IEnumerable<JsonNode> All(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(All).Append(node),
        JsonArray items => items.OfType<JsonNode>().SelectMany(All),
        _ => [],
    };
}
