namespace TokenExchange.Tests.Pure;

/// <summary>The source files of the repository that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Every C# file below this folder of the root, with its path from the root.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Select(path => (path, File.ReadAllText(Path.Combine(Root, path)))),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find(DirectoryInfo? folder) => folder is null ? throw new DirectoryNotFoundException("TokenExchange.sln is in no folder above the tests.")
        : File.Exists(Path.Combine(folder.FullName, "TokenExchange.sln")) ? folder.FullName : Find(folder.Parent);
}
