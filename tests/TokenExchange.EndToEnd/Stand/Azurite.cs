using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>Microsoft's emulator of Blob Storage as a process of its own, on a free port, with everything in memory.</summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly Child _child;

    private Azurite(Child child, string address) => (_child, Address) = (child, address);

    /// <summary>Where it listens, with its one account.</summary>
    public string Address { get; }

    /// <summary>A container of this name; the service creates it.</summary>
    public string Container(string name = "shared-state") => $"{Address}/devstoreaccount1/{name}";

    public static async Task<Azurite> StartAsync()
    {
        var program = Path.Combine(Requirements.AzuriteFolder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        string[] arguments = [program, "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry"];
        var child = Child.Start(new ProcessStartInfo(Requirements.Node!, arguments) { WorkingDirectory = Requirements.AzuriteFolder });
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (Listens().Match(child.Output) is { Success: true } listens)
            {
                return new Azurite(child, listens.Groups[1].Value);
            }

            if (TimeProvider.System.GetElapsedTime(started) > TimeLimit)
            {
                await child.DisposeAsync();
                throw new InvalidOperationException($"Azurite did not get ready.\n{child.Output}\n{child.Errors}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Stops it from answering; connections stay open, as to a machine that hangs.</summary>
    public Task SuspendAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _child.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    [GeneratedRegex(@"successfully listens on (http://\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Listens();
}
