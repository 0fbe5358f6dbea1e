using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>
/// The Functions host as far as the published functions can tell: starts their worker process as the platform does, speaks its protocol, and answers
/// HTTP in front of it.
/// </summary>
internal sealed class FunctionsHost : IDeployedApp
{
    /// <summary>What a caller of a function with a key has to show.</summary>
    public const string FunctionKey = "function-key-of-the-tests";

    private readonly WorkerLine _line = new();
    private readonly WebApplication _stream;
    private Child? _process;
    private HttpFront? _front;

    private FunctionsHost()
    {
        var builder = PlainHost.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        _stream = builder.Build();
        _stream.Run(_line.ServeAsync);
    }

    public IReadOnlyList<HostedFunction> Functions { get; private set; } = [];

    /// <summary>What the worker said that it can.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>();

    public int Running => _front!.Running;

    public IReadOnlyList<string> Failures => _front!.Failures;

    public IReadOnlyList<WorkerLog> Logs => _line.Logs;

    /// <summary>What the process itself wrote, which the host takes for its log too.</summary>
    public string Output => _process!.Output + _process.Errors;

    public int ProcessId => _process!.Id;

    /// <summary>Starts the worker with these app settings.</summary>
    /// <exception cref="InvalidOperationException">It ended before it could run a function; the message is what it said.</exception>
    public static async Task<FunctionsHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        await Publication.MadeAsync();
        return await StartAsync(Path.Combine(Publication.Folder, "TokenExchange.Functions.dll"), settings);
    }

    /// <summary>Starts a published worker.</summary>
    public static async Task<FunctionsHost> StartAsync(string program, IReadOnlyDictionary<string, string> settings)
    {
        var host = new FunctionsHost();
        await host._stream.StartAsync();
        host._process = Child.Start(host.Command(program, settings));
        var began = Worker.BeginAsync(host._line, Path.GetDirectoryName(program)!);
        var ended = host._process.ExitedAsync();
        if (await Task.WhenAny(began, ended) == ended)
        {
            var said = host.Output;
            await host.DisposeAsync();
            throw new InvalidOperationException(said);
        }

        var worker = await began;
        var enabled = worker.Functions.Where(function => settings.GetValueOrDefault($"AzureWebJobs.{function.Name}.Disabled") is not "true");
        (host.Functions, host.Capabilities, host._front) = (worker.Functions, worker.Capabilities, new HttpFront(worker, enabled, FunctionKey));
        return host;
    }

    /// <summary>Answers a request from outside.</summary>
    public Task AnswerAsync(HttpContext context) => _front!.AnswerAsync(context);

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _front?.Dispose();
        await _stream.DisposeAsync();
    }

    private ProcessStartInfo Command(string program, IReadOnlyDictionary<string, string> settings)
    {
        var folder = Path.GetDirectoryName(program)!;
        var (address, id, request) = (_stream.Urls.Single(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        string[] arguments =
        [
            program,
            $"--functions-uri={address}", $"--functions-worker-id={id}", $"--functions-request-id={request}", $"--functions-grpc-max-message-length={int.MaxValue}",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "DOTNET_ROOT" or "TMPDIR")).ToList())
        {
            start.Environment.Remove(name); // only what is set here
        }

        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }
}
