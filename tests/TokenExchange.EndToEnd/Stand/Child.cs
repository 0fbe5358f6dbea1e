using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A process of the tests'; it ends with the test at the latest. Most say in one JSON line on their standard output when they are ready.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Child(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended before it was ready."));
    }

    /// <summary>What it wrote to its standard output.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>What it wrote to its standard error.</summary>
    public string Errors => string.Join('\n', _errors);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Its end, and with it the last of what it wrote.</summary>
    public Task ExitedAsync() => _process.WaitForExitAsync();

    /// <summary>Starts it, and does not wait until it is ready.</summary>
    public static Child Start(ProcessStartInfo start)
    {
        var child = new Child(start);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => child.Kill();
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    public static async Task<(Child Child, JsonElement Ready)> StartAsync(
        string program, IEnumerable<string> arguments, string folder, params IEnumerable<(string Key, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var child = Start(start);
        try
        {
            return (child, await child._ready.Task.WaitAsync(TimeLimit, TimeProvider.System));
        }
        catch (Exception cause)
        {
            await child.DisposeAsync();
            throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} did not get ready.\n{child.Errors}", cause);
        }
    }

    /// <summary>Asks it to end, as a terminal or a container does; gives its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
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
        _output.Enqueue(line ?? "");
        if (line is ['{', ..])
        {
            using var json = JsonDocument.Parse(line);
            _ready.TrySetResult(json.RootElement.Clone());
        }
    }
}
