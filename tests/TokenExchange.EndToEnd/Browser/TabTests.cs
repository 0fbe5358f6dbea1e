using System.Text.Json;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Several tabs of one browser.</summary>
[Collection(InChromium.Name)]
public sealed class TabTests(Chromium chromium)
{
    private const int Tabs = 5;

    [BrowserFact]
    public async Task Five_tabs_at_the_end_of_the_token_renew_it_once()
    {
        await using var host = await LocalHost.StartAsync();
        await host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var pages = await OpenAsync(context, host);
        await host.AdvanceAsync(TimeSpan.FromSeconds(301));

        await Task.WhenAll(pages.Select(page => page.Button("With my token").ClickAsync()));
        foreach (var page in pages)
        {
            await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("200");
        }

        Assert.Equal(1, await host.TokenCallsAsync("refresh_token"));
        Assert.Equal(Tabs, (await host.ApiLogAsync()).Count);
    }

    [BrowserFact]
    public async Task Five_tabs_that_ask_for_a_renewal_at_once_get_one()
    {
        await using var host = await LocalHost.StartAsync();
        await host.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var pages = await OpenAsync(context, host);
        await host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", delayMs = 1500, count = 1 }); // so that all ask while one is under way

        await Task.WhenAll(pages.Select(page => page.RunAsync<JsonElement?>("await client.refresh();")));

        Assert.Equal(1, await host.TokenCallsAsync("refresh_token"));
    }

    [BrowserFact]
    public async Task A_sign_out_and_a_sign_in_are_seen_by_every_tab()
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var pages = await OpenAsync(context, host);

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

    [BrowserFact]
    public async Task A_session_that_the_provider_ends_shows_at_the_next_call()
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SignInAsync();
        await host.ControlAsync(HttpMethod.Post, "provider/logout", new { sub = "88421113" });

        await page.Button("With my token").ClickAsync();

        await page.SeesNobodyAsync();
        Assert.Empty(await host.ApiLogAsync());
    }

    private static async Task<List<DemoPage>> OpenAsync(IBrowserContext context, LocalHost host)
    {
        var first = await DemoPage.OpenAsync(context, host);
        await first.SignInAsync();
        List<DemoPage> pages = [first];
        while (pages.Count < Tabs)
        {
            var page = await DemoPage.OpenAsync(context, host);
            await page.SeesUserAsync("alice");
            pages.Add(page);
        }

        return pages;
    }
}
