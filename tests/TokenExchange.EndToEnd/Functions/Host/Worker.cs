using System.Diagnostics;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>What the host has the worker do: begin, tell its functions, load them, run them.</summary>
internal sealed class Worker
{
    private readonly WorkerLine _line;

    private Worker(WorkerLine line, IReadOnlyDictionary<string, string> capabilities, IReadOnlyList<HostedFunction> functions) =>
        (_line, Capabilities, Functions) = (line, capabilities, functions);

    public IReadOnlyDictionary<string, string> Capabilities { get; }

    /// <summary>Where it takes the requests themselves.</summary>
    public Uri Address => new(Capabilities["HttpUri"]);

    /// <summary>In the order in which the host matches requests: by name.</summary>
    public IReadOnlyList<HostedFunction> Functions { get; }

    public static async Task<Worker> BeginAsync(WorkerLine line, string folder)
    {
        await line.Started;
        var begun = (await line.AskAsync(17, new Message { { 1, "4.1000.0.0" }, { 4, folder }, { 5, folder } })).Inner(16); // WorkerInitRequest, -Response
        Check(begun.Inner(3));
        var indexed = (await line.AskAsync(29, new Message { { 1, folder } })).Inner(30); // FunctionsMetadataRequest, FunctionMetadataResponse
        Check(indexed.Inner(2));
        var functions = indexed.All(1).Select(metadata => (Metadata: metadata, Function: HostedFunction.Read(metadata)))
            .OrderBy(function => function.Function.Name, StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var (metadata, function) in functions)
        {
            var loaded = (await line.AskAsync(8, new Message { { 1, function.Id }, { 2, metadata } })).Inner(9); // FunctionLoadRequest, -Response
            Check(loaded.Inner(2));
        }

        return new Worker(line, begun.Map(2), [.. functions.Select(function => function.Function)]);
    }

    /// <summary>Runs a function whose request goes to <see cref="Address"/>; returns what went wrong, or null.</summary>
    public Task<string?> InvokeAsync(HostedFunction function, string invocation) =>
        InvokeAsync(function, invocation, new Message { { 5, new Message() } }); // RpcHttp: empty, it goes by HTTP

    /// <summary>Runs a function that gets what its trigger carries, a message of the kind TypedData; returns what went wrong, or null.</summary>
    public async Task<string?> InvokeAsync(HostedFunction function, string invocation, Message data)
    {
        var request = new Message { { 1, function.Parameter }, { 2, data } }; // ParameterBinding
        var trace = new Message { { 1, $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" } }; // RpcTraceContext
        var answer = await _line.AskAsync(4, new Message { { 1, invocation }, { 2, function.Id }, { 3, request }, { 5, trace } }); // InvocationRequest
        var result = answer.Inner(5).Inner(3); // InvocationResponse
        return IsSuccess(result) ? null : $"{function.Name}: {result.Inner(2).Text(2)}";
    }

    public void Cancel(string invocation) => _line.Tell(21, new Message { { 2, invocation } }); // InvocationCancel

    private static void Check(Message result) => Assert.True(IsSuccess(result), result.Inner(2).Text(2));

    /// <summary>Of StatusResult.</summary>
    private static bool IsSuccess(Message result) => result.Number(4) == 1;
}
