using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>A real browser between the gateway and oidc-provider.</summary>
public abstract class BrowserTests(IEngines engines)
{
    [EngineFact]
    public async Task A_user_signs_in_calls_and_is_asked_by_the_provider_when_signing_out()
    {
        await using var stage = await StartAsync();
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();

        await page.PressAsync("Sign in as bob");
        await page.SeesNameAsync("Bob");
        await page.PressAsync("With my token");
        await page.SeesAnswerAsync("user bob");
        await page.PressAsync("Sign out");
        await page.PressAsync("Yes, sign me out");
        await page.SeesNobodyAsync();
        await page.IsAtAsync("/");
    }

    [EngineFact]
    public async Task Form_post_brings_its_transaction_cookie_across_sites()
    {
        await using var stage = await StartAsync(
            ("TokenExchange:Provider:ResponseMode", "form_post"), ("TokenExchange:Login:CallbackPath", "/api/auth/callback"));
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();

        await page.PressAsync("Sign in as alice");

        await page.SeesNameAsync("Alice");
        await page.IsAtAsync("/");
    }

    [EngineFact]
    public async Task A_logout_at_the_provider_shows_in_the_page_at_its_next_call()
    {
        await using var stage = await StartAsync();
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();
        await page.PressAsync("Sign in as alice");
        await page.SeesNameAsync("Alice");

        var other = new VisiblePage(await stage.Engine.NewTabAsync());
        await other.Tab.GoToAsync(stage.Issuer + "/session/end");
        await other.PressAsync("Yes, sign me out");
        await other.ShowsAsync("h1", "Signed out");

        await page.PressAsync("With my token");
        await page.SeesNobodyAsync();
    }

    private async Task<BrowserStage> StartAsync(params (string Key, string Value)[] settings)
    {
        Assert.SkipWhen(Requirements.ProviderMissing is not null, Requirements.ProviderMissing ?? "");
        return await BrowserStage.StartAsync(engines, settings);
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumBrowserTests(Chromium browser) : BrowserTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxBrowserTests(Firefox browser) : BrowserTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitBrowserTests(WebKits browser) : BrowserTests(browser);
