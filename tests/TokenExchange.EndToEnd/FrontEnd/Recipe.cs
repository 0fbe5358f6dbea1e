using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The page of docs/front-end.md in a folder of its own: the files are the blocks of the page, and the client is a package beside them.</summary>
internal sealed partial class Recipe : IDisposable
{
    private static readonly string Page = Path.Combine(Requirements.Root, "docs", "front-end.md");

    private Recipe(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<Recipe> CreateAsync()
    {
        var recipe = new Recipe(Directory.CreateTempSubdirectory("front-end-").FullName);
        var bundle = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "src", "TokenExchange.LocalHost", "wwwroot", "token-exchange-browser.js"));
        await recipe.WriteAsync("index.html", await BlockAsync("index.html"));
        await recipe.WriteAsync("main.js", await BlockAsync("main.js"));
        await recipe.WriteAsync("token-exchange-browser.js", bundle);
        await recipe.WriteAsync("package.json", """{ "type": "module" }""");
        await recipe.WriteAsync("node_modules/token-exchange-browser/package.json", """{ "name": "token-exchange-browser", "type": "module", "exports": "./index.js" }""");
        await recipe.WriteAsync("node_modules/token-exchange-browser/index.js", bundle);
        return recipe;
    }

    /// <summary>The block of the page that is this file.</summary>
    public static async Task<string> BlockAsync(string file) =>
        Blocks().Matches((await File.ReadAllTextAsync(Page)).ReplaceLineEndings("\n")).Single(block => block.Groups["file"].Value == file).Groups["text"].Value;

    /// <summary>The files of an application, whose blocks are below this name.</summary>
    public static async Task<Recipe> OfApplicationAsync(string name)
    {
        var recipe = new Recipe(Directory.CreateTempSubdirectory($"{name}-").FullName);
        foreach (Match block in Blocks().Matches((await File.ReadAllTextAsync(Page)).ReplaceLineEndings("\n")))
        {
            if (block.Groups["file"].Value.StartsWith(name + "/", StringComparison.Ordinal))
            {
                await recipe.WriteAsync(block.Groups["file"].Value[(name.Length + 1)..], block.Groups["text"].Value);
            }
        }

        return recipe;
    }

    public async Task WriteAsync(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    [GeneratedRegex("<!-- file: (?<file>\\S+) -->\n```\\w+\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();
}
