using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A program that says in one JSON line on its standard output when it is ready; it ends with the test at the latest.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Child(string program, IEnumerable<string> arguments, string folder, IEnumerable<(string Key, string Value)> environment)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        foreach (var (key, value) in environment)
        {
            _process.StartInfo.Environment[key] = value;
        }

        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended before it was ready."));
    }

    /// <summary>What it wrote to its standard error.</summary>
    public string Errors => string.Join('\n', _errors);

    public static async Task<(Child Child, JsonElement Ready)> StartAsync(
        string program, IEnumerable<string> arguments, string folder, params IEnumerable<(string Key, string Value)> environment)
    {
        var child = new Child(program, arguments, folder, environment);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => child.Kill();
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        try
        {
            return (child, await child._ready.Task.WaitAsync(Patience, TimeProvider.System));
        }
        catch (Exception cause)
        {
            await child.DisposeAsync();
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not get ready.\n{child.Errors}", cause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It never started, or is disposed of already.
        }
    }

    private void Read(string? line)
    {
        if (line is ['{', ..])
        {
            using var json = JsonDocument.Parse(line);
            _ready.TrySetResult(json.RootElement.Clone());
        }
    }
}
