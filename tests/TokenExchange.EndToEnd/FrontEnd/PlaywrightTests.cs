using System.Diagnostics;
using System.Text.Json;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The example of docs/testing-your-app.md, by Playwright's own runner, against the plain page of docs/front-end.md.</summary>
public sealed class PlaywrightTests(Applications applications)
{
    [EngineFact]
    public async Task The_example_of_the_page_about_tests_of_an_application_passes()
    {
        Assert.SkipWhen((Requirements.BrowserMissing ?? Requirements.RecipesMissing) is not null, Requirements.BrowserMissing ?? Requirements.RecipesMissing ?? "");
        await using var site = await Site.StartAsync(await applications.PagesAsync("plain"));
        await using var host = await LocalHost.StartAsync(("LocalHost:Spa", $"http://127.0.0.1:{site.Port}"));
        var folder = Directory.CreateDirectory(Path.Combine(Requirements.RecipesFolder, "run", Path.GetRandomFileName())).FullName;
        try
        {
            var page = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "docs", "testing-your-app.md"));
            var example = Recipe.BlockOf(page, "orders.spec.ts").Replace("http://localhost:5080", host.Origin, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder, "orders.spec.ts"), example);
            var browser = new { executablePath = Requirements.Chromium, args = new[] { "--no-sandbox" } };
            await File.WriteAllTextAsync(
                Path.Combine(folder, "playwright.config.mjs"), $"export default {{ reporter: 'line', use: {{ launchOptions: {JsonSerializer.Serialize(browser)} }} }};");
            await using var run = Child.Start(new ProcessStartInfo(Requirements.Node!, [Path.Combine(Requirements.RecipePackages, "@playwright", "test", "cli.js"), "test"]) { WorkingDirectory = folder });
            await run.ExitedAsync();

            Assert.True(run.ExitCode == 0, run.Output + run.Errors);
            Assert.Contains("1 passed", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
