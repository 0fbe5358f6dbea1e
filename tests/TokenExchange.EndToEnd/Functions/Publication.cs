using System.Diagnostics;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The functions as azd deploys them: what <c>dotnet publish -c Release</c> makes, made once in each run of these tests.</summary>
internal static class Publication
{
    private static readonly Lazy<Task> Made = new(MakeAsync);

    public static string Folder { get; } = Path.Combine(Requirements.Root, "artifacts", "functions-end-to-end");

    /// <summary>Is over when the files are there.</summary>
    public static Task MadeAsync() => Made.Value;

    private static async Task MakeAsync()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true); // a file that is no longer published would be tested too
        }

        var start = new ProcessStartInfo("dotnet", ["publish", "src/TokenExchange.Functions", "--configuration", "Release", "--output", Folder, "--nologo"])
        {
            WorkingDirectory = Requirements.Root,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name); // of the dotnet test that runs this process
        }

        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException(output);
        }
    }
}
