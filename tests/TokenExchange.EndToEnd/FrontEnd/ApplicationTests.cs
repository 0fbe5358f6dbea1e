using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>The applications of docs/front-end.md, from sign-in to sign-out, and with each kind of failure.</summary>
public abstract class ApplicationTests(IEngines engines, Applications applications)
{
    [EngineTheory]
    [InlineData("plain")]
    [InlineData("react")]
    [InlineData("vue")]
    [InlineData("angular")]
    [InlineData("next")]
    public async Task Signs_in_calls_expires_signs_in_again_and_out_and_shows_what_failed(string name)
    {
        Assert.SkipWhen(Requirements.RecipesMissing is not null, Requirements.RecipesMissing ?? "");
        await using var stage = await FrontStage.StartAsync(engines, await applications.PagesAsync(name), ("TokenExchange:Login:CallbackPath", "/callback"));
        var page = await Journeys.SignInToOrdersAsync(await stage.Engine.NewTabAsync(), stage.Origin);

        stage.Front.IsBroken = true;
        await CallFailsAsync(page, "The call failed");
        stage.Front.IsBroken = false;
        stage.Front.Remove("X-CSRF");
        await CallFailsAsync(page, "403");
        stage.Front.Remove(null);
        await Journeys.ExpireAndSignInToOrdersAsync(page, stage.Engine, stage.Host, stage.Origin);
        await Journeys.SignOutOfOrdersAsync(page, stage.Host);

        var logins = await stage.Host.ProviderCallsAsync("authorize");
        await FailsAsync(page, stage, "/?code=x&state=y", "transaction_missing");
        await FailsAsync(page, stage, "/?error=access_denied", "login_cancelled");
        stage.Front.Remove("X-CSRF");
        await FailsAsync(page, stage, "/", "csrf_failed");
        stage.Front.IsBroken = true;
        await FailsAsync(page, stage, "/?code=x&state=y", "network_error");
        await page.PressAsync("Sign in");
        await page.SaysAsync("[role=alert]", "That failed (network_error).");
        Assert.Equal(logins, await stage.Host.ProviderCallsAsync("authorize")); // no page began a login by itself
    }

    /// <summary>A sentence, and the user is still signed in.</summary>
    private static async Task CallFailsAsync(VisiblePage page, string says)
    {
        await page.PressAsync("Call the API");
        await page.HoldsAsync($"document.body.innerText.includes('{says}')", $"the page says: {says}");
        await page.OffersAsync("Sign out");
    }

    /// <summary>A sentence and a way on, and nothing of the response in the address.</summary>
    private static async Task FailsAsync(VisiblePage page, FrontStage stage, string path, string code)
    {
        await page.Tab.GoToAsync(stage.Origin + path);
        await page.SaysAsync("[role=alert]", $"That failed ({code}).");
        await page.OffersAsync("Sign in");
        await page.HoldsAsync("!/code=|error=/.test(location.href)", "nothing of the response is in the address");
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumApplicationTests(Chromium browser, Applications applications) : ApplicationTests(browser, applications);

[Collection(InFirefox.Name)]
public sealed class FirefoxApplicationTests(Firefox browser, Applications applications) : ApplicationTests(browser, applications);

[Collection(InWebKit.Name)]
public sealed class WebKitApplicationTests(WebKits browser, Applications applications) : ApplicationTests(browser, applications);
