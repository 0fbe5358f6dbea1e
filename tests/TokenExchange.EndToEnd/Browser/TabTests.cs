using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Several tabs of one browser.</summary>
public abstract class TabTests(IEngines engines)
{
    private const int Tabs = 5;

    [EngineFact]
    public async Task Five_tabs_at_the_end_of_the_token_renew_it_once()
    {
        await using var stage = await StartAsync();
        var pages = await OpenAsync(stage);
        await stage.Host.AdvanceAsync(TimeSpan.FromSeconds(301));

        foreach (var page in pages)
        {
            await page.BeginAsync("""return (await client.fetch("/api/proxy/echo/anything/orders")).status;""");
        }

        foreach (var page in pages)
        {
            Assert.Equal(200, await page.EndAsync<int>());
        }

        Assert.Equal(1, await stage.Host.TokenCallsAsync("refresh_token"));
        Assert.Equal(Tabs, (await stage.Host.ApiLogAsync()).Count);
    }

    [EngineFact]
    public async Task Five_tabs_that_ask_for_a_renewal_at_once_get_one()
    {
        await using var stage = await StartAsync();
        var pages = await OpenAsync(stage);
        await stage.Host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", delayMs = 1500, count = 1 }); // so that all ask while one is under way

        foreach (var page in pages)
        {
            await page.BeginAsync("return (await client.refresh()).isAuthenticated;");
        }

        foreach (var page in pages)
        {
            Assert.True(await page.EndAsync<bool>());
        }

        Assert.Equal(1, await stage.Host.TokenCallsAsync("refresh_token"));
    }

    [EngineFact]
    public async Task A_sign_out_and_a_sign_in_are_seen_by_every_tab()
    {
        await using var stage = await StartAsync();
        var pages = await OpenAsync(stage);

        await pages[2].SignOutAsync();
        foreach (var page in pages)
        {
            await page.SeesNobodyAsync();
        }

        await pages[4].SignInAsync("bob");
        foreach (var page in pages)
        {
            await page.SeesUserAsync("bob");
        }
    }

    [EngineFact]
    public async Task A_session_that_the_provider_ends_shows_at_the_next_call()
    {
        await using var stage = await StartAsync();
        var page = await stage.OpenAsync();
        await page.SignInAsync();
        await stage.Host.ControlAsync(HttpMethod.Post, "provider/logout", new { sub = "88421113" });

        await page.PressAsync("With my token");

        await page.SeesNobodyAsync();
        Assert.Empty(await stage.Host.ApiLogAsync());
    }

    private async Task<EngineStage> StartAsync()
    {
        var stage = await EngineStage.StartAsync(engines);
        await stage.Host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        return stage;
    }

    private static async Task<List<DemoPage>> OpenAsync(EngineStage stage)
    {
        var first = await stage.OpenAsync();
        await first.SignInAsync();
        List<DemoPage> pages = [first];
        while (pages.Count < Tabs)
        {
            var page = await stage.OpenAsync();
            await page.SeesUserAsync("alice");
            pages.Add(page);
        }

        return pages;
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumTabTests(Chromium browser) : TabTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxTabTests(Firefox browser) : TabTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitTabTests(WebKits browser) : TabTests(browser);
