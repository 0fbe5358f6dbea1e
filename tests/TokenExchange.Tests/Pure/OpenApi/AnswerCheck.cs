using System.Globalization;
using System.Text.Json.Nodes;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>Compares answers of the running service with the document: every answer to a browser of the in-memory suite is checked.</summary>
internal static class AnswerCheck
{
    private const string ProxyPrefix = $"/{Routes.Prefix}/proxy/";

    private static readonly JsonObject Document = OpenApiDocument.Create();

    private static readonly SchemaCheck Check = new(Document);

    /// <summary>What the document does not say of this answer. Addresses and methods that it does not have are left out.</summary>
    public static IEnumerable<string> Faults(SeenAnswer answer)
    {
        if (Find(answer) is not { } operation || (answer.Code is null && answer.Path.StartsWith(ProxyPrefix, StringComparison.Ordinal)))
        {
            return []; // an API answers what it wants
        }

        var place = $"{answer.Method} {answer.Path} {answer.Status}";
        if (operation["responses"]?[answer.Status.ToString(CultureInfo.InvariantCulture)] is not { } response)
        {
            return [$"{place} {answer.Code}: {OpenApiDocument.File} does not list this status; see {nameof(Operations)}"];
        }

        if (string.IsNullOrEmpty(answer.Body))
        {
            return answer.Code is null || answer.Method == "HEAD" || answer.Body is null ? [] : [$"{place} {answer.Code} has no body"];
        }

        return response["content"]?[answer.MediaType ?? ""]?["schema"] is { } schema
            ? Check.Faults(JsonNode.Parse(answer.Body), schema, place)
            : [$"{place} {answer.Code}: {OpenApiDocument.File} does not list the media type {answer.MediaType}"];
    }

    private static JsonNode? Find(SeenAnswer answer)
    {
        var path = answer.Path.StartsWith(ProxyPrefix, StringComparison.Ordinal) ? "/proxy/{route}/{path}" : answer.Path[Math.Min(answer.Path.Length, 1 + Routes.Prefix.Length)..];
        return answer.Path.StartsWith($"/{Routes.Prefix}/", StringComparison.Ordinal) ? Document["paths"]![path]?[answer.Method.ToLowerInvariant()] : null;
    }
}
