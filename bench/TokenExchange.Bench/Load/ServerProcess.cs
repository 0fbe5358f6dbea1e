using System.Diagnostics;
using System.Globalization;

namespace TokenExchange.Bench.Load;

/// <summary>A server in a process of its own. Its CPU time is its own too, whatever else the machine does.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(string name, Process process, string[] ready) => (Name, _process, Ready) = (name, process, ready);

    public string Name { get; }

    /// <summary>What it printed when it listened.</summary>
    public IReadOnlyList<string> Ready { get; }

    public Uri Address => new(Ready[0]);

    /// <summary>The <c>Cookie</c> line of its signed-in browser; empty where nobody signs in.</summary>
    public string Cookies => Ready.Count > 1 ? Ready[1] : "";

    /// <summary>User and system time of the process so far; on Linux in steps of 10 ms.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>KiB of its whole memory.</summary>
    public double Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0;
        }
    }

    /// <param name="name">What it is called in the results.</param>
    /// <param name="file">The program.</param>
    /// <param name="trusted">The file of the certificates that it trusts; null: those of the machine.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static async Task<ServerProcess> StartAsync(string name, string file, string? trusted, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_gcServer"] = "0"; // the same garbage collector for all, that of a function app
        start.Environment.Remove("ASPNETCORE_URLS");
        if (trusted is not null)
        {
            start.Environment["SSL_CERT_FILE"] = trusted;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} cannot be started.");
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{name} ended before it listened.");
        return new ServerProcess(name, process, line.Split('\t'));
    }

    /// <summary>The same process under another name, for a case with two requests to one server.</summary>
    public ServerProcess As(string name) => new(name, _process, [.. Ready]);

    /// <summary>KiB of its heap and of its whole memory, after a collection.</summary>
    public async Task<(double Heap, double Resident)> HeldAsync()
    {
        var heap = await AskAsync();
        return (heap / 1024.0, Resident);
    }

    /// <summary>The number with which it answers a line of its input; see <see cref="Servers.ServerConsole"/>.</summary>
    public async Task<long> AskAsync()
    {
        await _process.StandardInput.WriteLineAsync("?");
        await _process.StandardInput.FlushAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // it ends with its input
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
