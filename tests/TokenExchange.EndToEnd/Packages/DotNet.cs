using System.Diagnostics;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>The .NET command line, as a developer uses it.</summary>
internal static class DotNet
{
    /// <summary>Runs a command in a folder; gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    public static Task<string> RunAsync(string folder, params IEnumerable<string> arguments) => RunAsync("dotnet", folder, arguments);

    /// <summary>Runs another program in the same way.</summary>
    public static async Task<string> RunAsync(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "CI").ToList())
        {
            start.Environment.Remove(name); // of the dotnet test that runs this process; new applications have no lock file
        }

        (start.Environment["DOTNET_NOLOGO"], start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"]) = ("1", "1");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)}\n{output}");
    }
}
