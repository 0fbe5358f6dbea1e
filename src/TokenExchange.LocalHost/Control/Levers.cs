using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.LocalHost.Control;

/// <summary>Reads the body of a control request and rejects unknown members.</summary>
internal static class Levers
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static void Map<T>(IEndpointRouteBuilder routes, string method, string path, Func<T, HttpContext, Task<IResult>> act)
        where T : class => routes.MapMethods(path, [method], (Delegate)((HttpContext context) => TurnAsync<T>(context, body => act(body, context))));

    public static async Task<IResult> TurnAsync<T>(HttpContext context, Func<T, Task<IResult>> act)
        where T : class
    {
        T body;
        try
        {
            body = await ReadAsync<T>(context);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            return Refuse($"The body is not the JSON object that this endpoint expects. Its members: {string.Join(", ", Members<T>())}.");
        }

        return await act(body);
    }

    public static IResult Refuse(string error) => Results.BadRequest(new { error });

    /// <summary>The content type is not checked, so that <c>curl -d</c> works. <see cref="ControlGuard"/> rejects other sites.</summary>
    /// <exception cref="JsonException">The body is not valid.</exception>
    private static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        using var text = new MemoryStream();
        await context.Request.Body.CopyToAsync(text, context.RequestAborted);
        text.Position = 0;
        var body = text.Length == 0 ? new JsonObject() : await JsonNode.ParseAsync(text, null, Strict, context.RequestAborted);
        if (body is not JsonObject members)
        {
            throw new JsonException();
        }

        foreach (var name in Members<T>().Where(name => members.ContainsKey(name) && members[name] is null))
        {
            members.Remove(name); // null means the default
        }

        return members.Deserialize<T>(ControlJson.Options)!;
    }

    private static IEnumerable<string> Members<T>() => ControlJson.Options.GetTypeInfo(typeof(T)).Properties.Select(member => member.Name);
}
