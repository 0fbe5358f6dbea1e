using System.Reflection;
using System.Text.Json.Nodes;
using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>The generated parts of docs/http.md, from the same sources as the OpenAPI document.</summary>
internal static class HttpPage
{
    private static readonly JsonObject AllSchemas = Schemas.All();

    public static string Operations() => string.Join('\n', Pure.Operations.All.Concat(Pure.Operations.OfProxy.Take(1)).SelectMany(Section)).TrimEnd('\n');

    public static string Errors() => string.Join(
        '\n',
        [
            "| code | status | action | title | what decides |",
            "|---|---|---|---|---|",
            .. typeof(Catalogue).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (Failure)property.GetValue(null)!)
                .OrderBy(failure => failure.Code, StringComparer.Ordinal).ThenBy(failure => failure.Status)
                .Select(failure => $"| `{failure.Code}` | {failure.Status} | `{$"{failure.Action}".ToLowerInvariant()}` | {failure.Title} | {failure.Advice} |"),
        ]);

    private static IEnumerable<string> Section(Operation operation)
    {
        var isProxy = operation.Status == 0;
        yield return isProxy ? $"### any `/{Routes.Prefix}/{Routes.Proxy}`" : $"### `{operation.Method} /{Routes.Prefix}/{operation.Address}`";
        yield return "";
        yield return operation.Summary;
        yield return "";
        if (operation.Query.Count > 0)
        {
            yield return $"* Query: {string.Join(", ", operation.Query.Select(name => $"`{name}`"))}";
        }

        if (operation.Request is var (requestType, request))
        {
            yield return $"* Body, `{requestType}`: {Members(request)}";
        }

        yield return $"* {(isProxy ? "Answer" : operation.Status)}: {operation.Success}{(operation.Response is var (type, response) ? $" `{type}`: {Members(response)}" : "")}";
        if (operation.Also is var (status, meaning))
        {
            yield return $"* {status}: {meaning} The same body.";
        }

        var errors = Pure.Operations.ErrorsOf(operation).GroupBy(failure => failure.Status)
            .Select(same => $"{same.Key} {string.Join(", ", same.Select(failure => $"`{failure.Code}`"))}");
        yield return $"* Errors{(operation.IsNavigation ? ", for a window as `code` of the error page" : "")}: {string.Join("; ", errors)}";
        yield return "";
    }

    /// <summary>The members of a schema; those that may be absent with a question mark.</summary>
    private static string Members(string schema)
    {
        if (AllSchemas[schema]!["properties"] is not JsonObject members)
        {
            return $"{AllSchemas[schema]!["description"]}";
        }

        var required = (AllSchemas[schema]!["required"] as JsonArray)?.Select(name => $"{name}").ToList();
        return string.Join(", ", members.Select(member => $"`{member.Key}`{(required?.Contains(member.Key) == true ? "" : "?")}"));
    }
}
