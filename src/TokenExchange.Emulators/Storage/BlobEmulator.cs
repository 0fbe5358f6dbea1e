using TokenExchange.Emulators.Wire;

namespace TokenExchange.Emulators.Storage;

/// <summary>
/// The few operations of Azure Blob Storage that the service uses, at the wire: containers are created and listed, block blobs put and read under
/// conditions, append blobs created, appended to and read from an offset. It checks no credential. Addresses are those of Azure
/// (<c>/container/blob</c>) or of Azurite, with its account as the first segment.
/// </summary>
internal sealed class BlobEmulator(RequestLog log, TimeProvider clock)
{
    /// <summary>Trouble by the names of <see cref="Operation"/>.</summary>
    public Faults Faults { get; } = new(clock, "application/xml", "<Error><Code>InjectedFault</Code></Error>");

    public BlobStore Store { get; } = new(clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/devstoreaccount1/{container}/{**blob}", AnswerAsync);
        routes.Map("/{container}/{**blob}", AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var operation = Operation(request);
        log.Add("storage", operation, request);
        if (await Faults.PlayAsync(context, operation) || await Faults.PlayAsync(context))
        {
            return;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var container = (string)request.RouteValues["container"]!;
        var name = request.RouteValues["blob"] as string ?? request.Query["prefix"].ToString();
        var answer = operation == "create-container" ? Store.Create(container) : Store.Do(operation, new BlobRequest(container, name, body.ToArray())
        {
            IfMatch = request.Headers.IfMatch is [{ } version] ? version : null,
            IfNoneMatch = request.Headers.IfNoneMatch is [{ } condition] ? condition : null,
            Range = Range(request),
        });
        await answer.WriteAsync(context, clock.GetUtcNow());
    }

    private static string? Range(HttpRequest request) =>
        request.Headers["x-ms-range"] is [{ } own] ? own : request.Headers.Range is [{ } range] ? range : null;

    private static string Operation(HttpRequest request) => (request.Method, request.Query["comp"].ToString()) switch
    {
        ("PUT", "appendblock") => "append",
        ("PUT", _) when request.Headers["x-ms-blob-type"] == "AppendBlob" => "create-log",
        ("PUT", _) => request.Query["restype"] == "container" ? "create-container" : "put",
        ("GET", "list") => "list",
        ("GET" or "HEAD", _) => "get",
        ("DELETE", _) => "delete",
        _ => "unknown",
    };
}
