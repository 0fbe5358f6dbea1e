using System.Diagnostics;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The example of the Angular binding's README, compiled with its template by Angular's own compiler, with the settings of a new application.</summary>
public sealed partial class AngularReadmeTests
{
    [EngineFact]
    public async Task The_example_compiles_with_its_template()
    {
        Assert.SkipWhen(Requirements.RecipesMissing is not null, Requirements.RecipesMissing ?? "");
        using var recipe = await Applications.WriteAsync("angular");
        var example = Example().Match(await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "clients", "angular", "README.md"))).Groups["text"].Value;
        await recipe.WriteAsync("src/routes.ts", "import { Routes } from \"@angular/router\";\nexport const routes: Routes = [];\n");

        Assert.Equal("", await ProblemsAsync(recipe, example));
        Assert.Contains("TS2339", await ProblemsAsync(recipe, example.Replace("session.status()", "session.state()", StringComparison.Ordinal)), StringComparison.Ordinal); // no such signal
    }

    private static async Task<string> ProblemsAsync(Recipe recipe, string example)
    {
        await recipe.WriteAsync("src/main.ts", example);
        var compiler = Path.Combine(Requirements.AngularPackages, "@angular", "compiler-cli", "bundles", "src", "bin", "ngc.js");
        await using var run = Child.Start(new ProcessStartInfo(Requirements.Node!, [compiler, "-p", "tsconfig.json", "--noEmit"]) { WorkingDirectory = recipe.Folder });
        await run.ExitedAsync();
        return run.Output.Trim() + run.Errors.Trim();
    }

    [GeneratedRegex("```ts\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Example();
}
