using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>A real browser between the gateway and oidc-provider.</summary>
[Collection(InChromium.Name)]
public sealed class BrowserTests(Chromium chromium)
{
    [BrowserAndProviderFact]
    public async Task A_user_signs_in_calls_and_is_asked_by_the_provider_when_signing_out()
    {
        await using var stage = await Stage.SetAsync();
        await using var browser = await chromium.StartEngineAsync();
        var page = await OpenAsync(browser, stage);

        await page.PressAsync("Sign in as bob");
        await page.SeesNameAsync("Bob");
        await page.PressAsync("With my token");
        await page.SeesAnswerAsync("user bob");
        await page.PressAsync("Sign out");
        await page.PressAsync("Yes, sign me out");
        await page.SeesNobodyAsync();
        await page.IsAtAsync("/");
    }

    [BrowserAndProviderFact]
    public async Task Form_post_brings_its_transaction_cookie_across_sites()
    {
        await using var stage = await Stage.SetAsync(gateway:
        [
            ("TokenExchange:Provider:ResponseMode", "form_post"), ("TokenExchange:Login:CallbackPath", "/api/auth/callback"),
        ]);
        await using var browser = await chromium.StartEngineAsync();
        var page = await OpenAsync(browser, stage);

        await page.PressAsync("Sign in as alice");

        await page.SeesNameAsync("Alice");
        await page.IsAtAsync("/");
    }

    [BrowserAndProviderFact]
    public async Task A_logout_at_the_provider_shows_in_the_page_at_its_next_call()
    {
        await using var stage = await Stage.SetAsync();
        await using var browser = await chromium.StartEngineAsync();
        var page = await OpenAsync(browser, stage);
        await page.PressAsync("Sign in as alice");
        await page.SeesNameAsync("Alice");

        var other = new VisiblePage(await browser.NewTabAsync());
        await other.Tab.GoToAsync(stage.Provider.Issuer + "/session/end");
        await other.PressAsync("Yes, sign me out");
        await other.ShowsAsync("h1", "Signed out");

        await page.PressAsync("With my token");
        await page.SeesNobodyAsync();
    }

    private static async Task<DemoPage> OpenAsync(IEngine browser, Stage stage)
    {
        var tab = await browser.NewTabAsync();
        await tab.GoToAsync(stage.Gateway.Origin + "/");
        return new DemoPage(tab, stage.Gateway);
    }
}
