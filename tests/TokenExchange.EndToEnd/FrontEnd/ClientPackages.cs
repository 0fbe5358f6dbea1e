using System.Text.Json;
using TokenExchange.EndToEnd.Packages;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The npm packages of this repository: packed from what is built, as a release does it, and installed by npm from these files, without a registry.</summary>
internal static class ClientPackages
{
    private static readonly string Folder = Path.Combine(Requirements.Root, "artifacts", "npm-end-to-end");

    private static readonly Lazy<Task> Packed = new(PackAsync);

    /// <summary>
    /// Installs the client and these bindings into an application that depends on the packages of a folder: npm links these, and fails where their versions are not those that
    /// the bindings need.
    /// </summary>
    /// <param name="application">Its folder.</param>
    /// <param name="packages">The folder of its other packages; null: it has none, or finds them by itself.</param>
    /// <param name="bindings">React, Vue or Angular.</param>
    public static async Task InstallAsync(string application, string? packages, IEnumerable<string> bindings)
    {
        await Packed.Value;
        var others = packages is null ? [] : NamesIn(packages).ToDictionary(name => name, name => "file:" + Path.Combine(packages, name));
        await File.WriteAllTextAsync(Path.Combine(application, "package.json"), JsonSerializer.Serialize(new { type = "module", dependencies = others }));
        var files = bindings.Prepend("browser").Select(name => Directory.EnumerateFiles(Folder, $"token-exchange-{name}-*.tgz").Single());
        string[] options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", .. packages is null ? ["--legacy-peer-deps"] : Array.Empty<string>()];
        await DotNet.RunAsync(Requirements.Npm!, application, ["install", .. options, .. files]);
    }

    private static IEnumerable<string> NamesIn(string packages) => Directory.EnumerateDirectories(packages)
        .SelectMany(folder => Path.GetFileName(folder)[0] == '@' ? Directory.EnumerateDirectories(folder) : [folder])
        .Select(folder => Path.GetRelativePath(packages, folder).Replace('\\', '/'))
        .Where(name => name[0] != '.' && !name.StartsWith("token-exchange-", StringComparison.Ordinal));

    private static async Task PackAsync()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        Directory.CreateDirectory(Folder);
        await DotNet.RunAsync(
            Requirements.Npm!, Path.Combine(Requirements.Root, "clients"), ["pack", "--workspaces", "--ignore-scripts", "--pack-destination", Folder]);
    }
}
