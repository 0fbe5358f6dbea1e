using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.LocalHost.Control;

/// <summary>Reads what a lever takes, and refuses everything else: nobody shall test something else than they think.</summary>
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
            return Refuse($"The body is not the JSON that this lever takes. Its members: {string.Join(", ", Members<T>())}.");
        }

        return await act(body);
    }

    public static IResult Refuse(string error) => Results.BadRequest(new { error });

    /// <summary>Whatever the content type says: people turn levers by <c>curl -d</c>. Other sites are kept away by <see cref="ControlGuard"/>.</summary>
    /// <exception cref="JsonException">The body is something else.</exception>
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
