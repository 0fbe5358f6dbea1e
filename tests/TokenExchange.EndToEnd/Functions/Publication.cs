using System.Diagnostics;
using System.Text.Json;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>A function app as azd deploys it: what <c>dotnet publish -c Release</c> makes, made once in each run of these tests.</summary>
internal sealed class Publication
{
    private readonly string _project;
    private readonly Lazy<Task> _made;

    private Publication(string project, string folder)
    {
        (_project, Folder) = (project, Path.Combine(Requirements.Root, "artifacts", folder));
        _made = new Lazy<Task>(MakeAsync);
    }

    /// <summary>The service.</summary>
    public static Publication Service { get; } = new("TokenExchange.Functions", "functions-end-to-end");

    public static Publication Rotator { get; } = new("TokenExchange.Rotator", "rotator-end-to-end");

    public string Folder { get; }

    /// <summary>What the platform starts.</summary>
    public string Program => Path.Combine(Folder, _project + ".dll");

    /// <summary>Is over when the files are there.</summary>
    public Task MadeAsync() => _made.Value;

    /// <summary>The names of the functions, as the files tell the platform.</summary>
    public async Task<IReadOnlyList<string>> FunctionNamesAsync()
    {
        var metadata = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(Folder, "functions.metadata")));
        return [.. metadata.EnumerateArray().Select(function => function.GetProperty("name").GetString()!).Order(StringComparer.OrdinalIgnoreCase)];
    }

    private async Task MakeAsync()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true); // a file that is no longer published would be tested too
        }

        var start = new ProcessStartInfo("dotnet", ["publish", $"src/{_project}", "--configuration", "Release", "--output", Folder, "--nologo"])
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
