using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>The worker process of a published function app, started as the platform does, and the host's end of its protocol.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly string _program;
    private readonly WorkerLine _line = new();
    private readonly WebApplication _stream;
    private Child? _process;
    private Worker? _worker;

    private WorkerProcess(string program)
    {
        _program = program;
        var builder = PlainHost.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        _stream = builder.Build();
        _stream.Run(_line.ServeAsync);
    }

    public Worker Worker => _worker!;

    public IReadOnlyList<WorkerLog> Logs => _line.Logs;

    /// <summary>What the process itself wrote.</summary>
    public string Output => _process!.Output + _process.Errors;

    public int Id => _process!.Id;

    private string Folder => Path.GetDirectoryName(_program)!;

    /// <summary>Starts a published program with these app settings.</summary>
    /// <exception cref="InvalidOperationException">It ended before it could run a function; the message is what it said.</exception>
    public static async Task<WorkerProcess> StartAsync(string program, IReadOnlyDictionary<string, string> settings)
    {
        var process = new WorkerProcess(program);
        await process._stream.StartAsync();
        process._process = Child.Start(process.Command(settings));
        var began = Worker.BeginAsync(process._line, process.Folder);
        var ended = process._process.ExitedAsync();
        if (await Task.WhenAny(began, ended) == ended)
        {
            var said = process.Output;
            await process.DisposeAsync();
            throw new InvalidOperationException(said);
        }

        process._worker = await began;
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _stream.DisposeAsync();
    }

    private ProcessStartInfo Command(IReadOnlyDictionary<string, string> settings)
    {
        var (address, id, request) = (_stream.Urls.Single(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        string[] arguments =
        [
            _program,
            $"--functions-uri={address}", $"--functions-worker-id={id}", $"--functions-request-id={request}", $"--functions-grpc-max-message-length={int.MaxValue}",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Folder };
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "DOTNET_ROOT" or "TMPDIR")).ToList())
        {
            start.Environment.Remove(name); // only what is set here
        }

        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Folder;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }
}
