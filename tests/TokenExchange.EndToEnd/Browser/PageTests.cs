using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Both pages that we ship, from the first sign-in to the sign-out.</summary>
public abstract class PageTests(IEngines engines, BuiltStarter starter)
{
    [EngineFact]
    public async Task The_demo_page_signs_in_calls_reloads_and_signs_out()
    {
        await using var stage = await EngineStage.StartAsync(engines);

        await Journeys.DemoAsync(await stage.Engine.NewTabAsync(), stage.Host);
    }

    [EngineFact]
    public async Task The_starter_page_signs_in_calls_reloads_and_signs_out()
    {
        await using var site = await starter.DeployAsync(engines);

        await Journeys.StarterAsync(await site.Engine.NewTabAsync(), site.Host);
    }

    /// <summary>A page of somebody's own, with such a policy and with a client that does not state another one.</summary>
    [EngineFact]
    public async Task A_page_under_no_referrer_may_call()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var page = await stage.OpenAsync();

        var status = await page.Tab.EvaluateAsync(
            """fetch("/api/auth/login", { method: "POST", mode: "same-origin", referrerPolicy: "no-referrer", headers: { "X-CSRF": "1" } }).then(answer => answer.status)""");

        Assert.Equal("200", status);
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumPageTests(Chromium browser, BuiltStarter starter) : PageTests(browser, starter);

[Collection(InFirefox.Name)]
public sealed class FirefoxPageTests(Firefox browser, BuiltStarter starter) : PageTests(browser, starter);

[Collection(InWebKit.Name)]
public sealed class WebKitPageTests(WebKits browser, BuiltStarter starter) : PageTests(browser, starter);
