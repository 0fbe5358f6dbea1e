using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>A page of docs/front-end.md in a folder of its own: the files are the blocks of the page, and the client is a package beside them.</summary>
internal sealed partial class Recipe : IDisposable
{
    private static readonly string Page = Path.Combine(Requirements.Root, "docs", "front-end.md");

    /// <summary>The one file with the whole client, in its package.</summary>
    private static readonly string Bundle = Path.Combine("token-exchange-browser", "dist", "token-exchange-browser.js");

    private Recipe(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The page of the section "The page".</summary>
    public static async Task<Recipe> CreateAsync()
    {
        var recipe = new Recipe(Directory.CreateTempSubdirectory("front-end-").FullName);
        await recipe.WriteAsync("index.html", await BlockAsync("index.html"));
        await recipe.WriteAsync("main.js", await BlockAsync("main.js"));
        await recipe.InstallAsync(null);
        return recipe;
    }

    /// <summary>The same without a bundler: the name of the package is mapped.</summary>
    public static async Task<Recipe> CreatePlainAsync()
    {
        var recipe = await CreateAsync();
        File.Copy(Path.Combine(recipe.Folder, "node_modules", Bundle), Path.Combine(recipe.Folder, Path.GetFileName(Bundle)));
        await recipe.WriteAsync("index.html", (await BlockAsync("index.html")).Replace("  <script", await BlockAsync("importmap") + "  <script", StringComparison.Ordinal));
        return recipe;
    }

    /// <summary>The block of the page that is this file.</summary>
    public static async Task<string> BlockAsync(string file) => BlockOf(await File.ReadAllTextAsync(Page), file);

    /// <summary>The block of another page that is this file.</summary>
    public static string BlockOf(string page, string file) => BlocksOf(page).Single(block => block.Groups["file"].Value == file).Groups["text"].Value;

    /// <summary>The files of an application, whose blocks are below this name. Next.js takes no packages by symbolic links that lead out of its folder: its application is in the folder of its packages.</summary>
    public static async Task<Recipe> OfApplicationAsync(string name)
    {
        var recipe = new Recipe(name == "next"
            ? Directory.CreateDirectory(Path.Combine(Requirements.RecipesFolder, "run", Path.GetRandomFileName())).FullName
            : Directory.CreateTempSubdirectory($"{name}-").FullName);
        foreach (var block in BlocksOf(await File.ReadAllTextAsync(Page)).Where(block => block.Groups["file"].Value.StartsWith(name + "/", StringComparison.Ordinal)))
        {
            await recipe.WriteAsync(block.Groups["file"].Value[(name.Length + 1)..], block.Groups["text"].Value);
        }

        return recipe;
    }

    public async Task WriteAsync(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    /// <summary>Makes it an application with the packages of a folder, if there is one, and with this repository's packages, as their users install them.</summary>
    public Task InstallAsync(string? packages, params IEnumerable<string> bindings) => ClientPackages.InstallAsync(Folder, packages, bindings);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static MatchCollection BlocksOf(string page) => Blocks().Matches(page.ReplaceLineEndings("\n"));

    [GeneratedRegex("<!-- file: (?<file>\\S+) -->\n```\\w+\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();
}
