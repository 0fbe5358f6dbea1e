using System.Diagnostics;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The example for Cypress of docs/testing-your-app.md, compiled against Cypress's types. It is not run: the program is not in the npm package.</summary>
public sealed class CypressTests
{
    [EngineFact]
    public async Task The_example_of_the_page_about_tests_of_an_application_compiles()
    {
        Assert.SkipWhen(Requirements.RecipesMissing is not null, Requirements.RecipesMissing ?? "");
        var example = Recipe.BlockOf(await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "docs", "testing-your-app.md")), "orders.cy.ts");

        Assert.Equal("", await ProblemsAsync(example));
        Assert.Contains("TS2551", await ProblemsAsync(example.Replace("cy.reload", "cy.reloads", StringComparison.Ordinal)), StringComparison.Ordinal); // no such command
        Assert.Contains("TS2345", await ProblemsAsync(example.Replace("\"POST\"", "7", StringComparison.Ordinal)), StringComparison.Ordinal); // no such argument
    }

    /// <summary>What the compiler says of the file, with the settings that Cypress's documentation recommends.</summary>
    private static async Task<string> ProblemsAsync(string example)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Requirements.RecipesFolder, "run", Path.GetRandomFileName())).FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "orders.cy.ts"), example);
            string[] arguments =
            [
                Path.Combine(Requirements.ClientPackages, "typescript", "bin", "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "preserve", "--target", "es2022", "--lib", "es2022,dom", "--types", "cypress", "orders.cy.ts",
            ];
            await using var compiler = Child.Start(new ProcessStartInfo(Requirements.Node!, arguments) { WorkingDirectory = folder });
            await compiler.ExitedAsync();
            return compiler.Output.Trim() + compiler.Errors.Trim();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
