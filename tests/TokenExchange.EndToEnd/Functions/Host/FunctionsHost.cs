using Microsoft.AspNetCore.Http;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>The Functions host as far as the published service can tell: its worker's host, which answers HTTP in front of it.</summary>
internal sealed class FunctionsHost : IDeployedApp
{
    /// <summary>What a caller of a function with a key has to show.</summary>
    public const string FunctionKey = "function-key-of-the-tests";

    private readonly WorkerProcess _process;
    private readonly HttpFront _front;

    private FunctionsHost(WorkerProcess process, HttpFront front) => (_process, _front) = (process, front);

    public IReadOnlyList<HostedFunction> Functions => _process.Worker.Functions;

    /// <summary>What the worker said that it can.</summary>
    public IReadOnlyDictionary<string, string> Capabilities => _process.Worker.Capabilities;

    public int Running => _front.Running;

    public IReadOnlyList<string> Failures => _front.Failures;

    public IReadOnlyList<WorkerLog> Logs => _process.Logs;

    /// <summary>What the process itself wrote, which the host takes for its log too.</summary>
    public string Output => _process.Output;

    public int ProcessId => _process.Id;

    /// <summary>Starts the service's worker with these app settings.</summary>
    /// <exception cref="InvalidOperationException">It ended before it could run a function; the message is what it said.</exception>
    public static async Task<FunctionsHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        await Publication.Service.MadeAsync();
        return await StartAsync(Publication.Service.Program, settings);
    }

    /// <summary>Starts a published worker.</summary>
    public static async Task<FunctionsHost> StartAsync(string program, IReadOnlyDictionary<string, string> settings)
    {
        var process = await WorkerProcess.StartAsync(program, settings);
        var enabled = process.Worker.Functions.Where(function => settings.GetValueOrDefault($"AzureWebJobs.{function.Name}.Disabled") is not "true");
        return new FunctionsHost(process, new HttpFront(process.Worker, enabled, FunctionKey));
    }

    /// <summary>Answers a request from outside.</summary>
    public Task AnswerAsync(HttpContext context) => _front.AnswerAsync(context);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _front.Dispose();
    }
}
