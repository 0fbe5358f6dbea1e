using TokenExchange.EndToEnd.FrontEnd;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>The local host for WebKit: over http it says what to do, with <c>--https</c> it works.</summary>
[Collection(InWebKit.Name)]
public sealed class HttpsTests(WebKits browser)
{
    [EngineFact]
    public async Task The_demo_page_works_over_https_with_the_local_hosts_own_certificate()
    {
        var folder = Directory.CreateTempSubdirectory("certificate-").FullName;
        try
        {
            await using var host = await LocalHost.StartAsync(("LocalHost:Https", "true"), ("LocalHost:CertificateFolder", folder));
            await using var webkit = await browser.StartEngineAsync();

            Assert.StartsWith("https://localhost:", host.Origin, StringComparison.Ordinal);
            await Journeys.DemoAsync(await webkit.NewTabAsync(), host);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [EngineFact]
    public async Task Over_http_it_is_told_to_use_https()
    {
        await using var host = await LocalHost.StartAsync();
        await using var webkit = await browser.StartEngineAsync();

        var tab = await webkit.NewTabAsync();
        await tab.GoToAsync(host.Origin + "/");

        Assert.Contains("--https", await tab.EvaluateAsync("document.body.textContent"), StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Behind_a_dev_server_over_http_a_login_leads_to_what_to_do()
    {
        Assert.SkipWhen(Requirements.RecipesMissing is not null, Requirements.RecipesMissing ?? "");
        using var recipe = await Recipe.CreateAsync();
        var address = $"http://localhost:{FreePort.Find()}";
        await using var host = await LocalHost.StartAsync(("LocalHost:Spa", address), ("LocalHost:BehindSpa", "true"));
        await recipe.WriteAsync("vite.config.js", (await Recipe.BlockAsync("vite.config.js")).Replace("http://localhost:5080", host.Listening, StringComparison.Ordinal));
        await using var server = await DevServer.StartAsync(recipe, address, null, Requirements.Vite, "--strictPort");
        await using var webkit = await browser.StartEngineAsync();
        var page = new VisiblePage(await webkit.NewTabAsync());
        await page.Tab.GoToAsync(address + "/");

        await page.PressAsync("Sign in");

        await page.ShowsAsync("body", "Have the dev server speak https");
        Assert.Equal(0, await host.ProviderCallsAsync("authorize"));
    }
}
