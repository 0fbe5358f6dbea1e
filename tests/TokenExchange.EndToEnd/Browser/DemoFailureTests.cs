using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The demo page with each kind of failure: it says what failed, offers the next login, and starts none by itself.</summary>
public abstract class DemoFailureTests(IEngines engines)
{
    [EngineFact]
    public async Task Each_kind_of_failure_is_told()
    {
        await using var stage = await FrontStage.StartAsync(engines, null, ("TokenExchange:Login:CallbackPath", "/callback"));
        var page = await stage.OpenAsync("/?code=x&state=y");
        await TellsAsync(page, "Completing the login: transaction_missing");

        await page.Tab.GoToAsync(stage.Origin + "/?error=access_denied");
        await TellsAsync(page, "Completing the login: login_cancelled");

        stage.Front.Remove("X-CSRF");
        await page.Tab.GoToAsync(stage.Origin + "/");
        await TellsAsync(page, "Completing the login: csrf_failed");
        await page.PressAsync("Sign in as alice");
        await TellsAsync(page, "Signing in: csrf_failed");

        stage.Front.Remove(null);
        stage.Front.IsBroken = true;
        await page.Tab.GoToAsync(stage.Origin + "/");
        await TellsAsync(page, "Completing the login: network_error");
        await page.PressAsync("Sign in as alice");
        await TellsAsync(page, "Signing in: network_error");
        Assert.Equal(0, await stage.Host.ProviderCallsAsync("authorize"));
    }

    private static async Task TellsAsync(VisiblePage page, string sentence)
    {
        await page.ShowsAsync("#notice", sentence);
        await page.ShowsAsync("#who", "Signed out");
        await page.OffersAsync("Sign in as alice");
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumDemoFailureTests(Chromium browser) : DemoFailureTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxDemoFailureTests(Firefox browser) : DemoFailureTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitDemoFailureTests(WebKits browser) : DemoFailureTests(browser);
