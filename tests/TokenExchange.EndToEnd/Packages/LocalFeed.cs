using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>
/// The packages of this repository in a folder, and folders of new applications that find them there. All other packages come from the machine's cache, which
/// the build of this repository filled, or from its package sources.
/// </summary>
public sealed class LocalFeed : IAsyncLifetime
{
    /// <summary>The version of the packages, another one in each run: the machine's cache would give an old package of the same version.</summary>
    internal static readonly string Version = $"0.0.0-test.{Guid.NewGuid():N}";

    private readonly string _folder = Directory.CreateTempSubdirectory("packages-").FullName;

    private static string Cache =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal string Packages => Path.Combine(_folder, "feed");

    /// <summary>Packs what was built for these tests.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Packages);
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="packages-under-test" value="{Packages}" /></packageSources>
            </configuration>
            """);
        var configuration = Path.GetFileName(Requirements.Output("TokenExchange.LocalHost"));
        foreach (var project in new[] { "src/TokenExchange", "src/TokenExchange.Operations" })
        {
            await DotNet.RunAsync(Requirements.Root, "pack", project, "--no-build", "--configuration", configuration, "--output", Packages, $"-p:Version={Version}", "--nologo");
        }

        await DotNet.RunAsync(Requirements.Root, "pack", "templates", "--output", Packages, $"-p:Version={Version}", "--nologo");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        if (Path.Combine(Cache, "tokenexchange", Version) is var cached && Directory.Exists(cached))
        {
            Directory.Delete(cached, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>An empty folder for an application.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
