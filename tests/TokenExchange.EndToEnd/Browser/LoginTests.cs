using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Login in a browser, completed by the page or by the service; and what users do at the wrong moment.</summary>
public abstract class LoginTests(IEngines engines)
{
    private const string Alice = "88421113";
    private const string Bob = "88421114";

    public static TheoryData<string> CallbackPaths => new("/callback", "/api/auth/callback");

    [EngineTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task A_user_signs_in_calls_and_signs_out(string callbackPath)
    {
        await using var stage = await StartAsync(callbackPath);
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();

        await page.PressAsync("Choose at the provider");
        await page.PressAsync("Bob Example");
        await page.SeesUserAsync("bob");
        await page.IsAtAsync("/"); // neither code nor state in the address
        await page.PressAsync("With my token");
        await page.SeesAnswerAsync("200");
        await page.SignOutAsync();

        Assert.Equal(1, await stage.Host.TokenCallsAsync("authorization_code"));
        Assert.Equal(1, await stage.Host.ProviderCallsAsync("revoke"));
        Assert.Equal(1, await stage.Host.ProviderCallsAsync("end_session"));
    }

    [EngineTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task Whoever_signs_in_last_acts_also_when_the_session_needs_more_cookies(string callbackPath)
    {
        await using var stage = await StartAsync(callbackPath);
        var page = await stage.OpenAsync();
        await page.SignInAsync();

        foreach (var (subject, size) in new[] { (Bob, 5_000), (Alice, 10), (Bob, 7_000), (Alice, 5_000) })
        {
            await stage.Host.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { name = new string('n', size) } });
            await page.RunAsync<bool>("""
                document.body.prepend(Object.assign(document.createElement("button"), { textContent: "As somebody else", onclick: () => client.login({ prompt: "select_account" }) }));
                return true;
                """);
            await page.PressAsync("As somebody else"); // by a user: a page that signs in again by itself is stopped
            await page.PressAsync(subject == Bob ? "Bob Example" : "Alice Example");
            await page.SeesNameAsync(new string('n', size));

            Assert.Equal(subject, await page.RunAsync<string>("return (await client.session()).claims.sub;"));
            Assert.Equal(subject, await page.RunAsync<string>("""return (await (await client.fetch("/api/proxy/echo/anything")).json()).user;"""));
        }
    }

    [EngineTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task Reload_back_and_an_old_address_do_no_harm(string callbackPath)
    {
        await using var stage = await StartAsync(callbackPath);
        var page = await stage.OpenAsync("/orders/7");
        await page.Tab.GoToAsync(stage.Host.Origin + "/"); // WebKit keeps no entry of its own for a login that comes back to the same address
        await page.SignInAsync();
        var callback = stage.Network.Passages.First(passage => passage.Path == callbackPath);

        await page.Tab.ReloadAsync();
        await page.SeesUserAsync("alice");
        await page.Tab.TraverseAsync(-1);
        await page.SeesUserAsync("alice");
        await page.Tab.TraverseAsync(1);
        await page.SeesUserAsync("alice");
        await page.Tab.GoToAsync(stage.Host.Origin + callback.Path + callback.Query); // from a bookmark or a restored tab
        await page.SeesUserAsync("alice");

        Assert.Equal(1, await stage.Host.TokenCallsAsync("authorization_code"));
    }

    [EngineFact]
    public async Task A_double_effect_redeems_the_code_once()
    {
        await using var stage = await StartAsync("/callback");
        stage.Network.Replace("/demo.js", """
            import { createTokenExchange } from "/token-exchange-browser.js";
            const [one, two] = [createTokenExchange(), createTokenExchange()];
            const done = location.pathname === "/callback" ? await Promise.allSettled([one.completeLogin(), one.completeLogin(), two.completeLogin()]) : [];
            document.title = JSON.stringify(done.map(result => result.value?.session.isAuthenticated ?? String(result.reason)));
            """);
        var page = await stage.OpenAsync();
        await page.HoldsAsync("document.title === '[]'", "the page is loaded");

        await page.BeginAsync("""client.login({ loginHint: "alice" });""");

        await page.HoldsAsync("document.title === '[true,true,true]'", "each has the session");
        Assert.Equal(1, await stage.Host.TokenCallsAsync("authorization_code"));
    }

    [EngineFact]
    public async Task A_login_in_a_popup_keeps_what_the_page_holds()
    {
        await using var stage = await StartAsync("/callback");
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();
        await page.Tab.EvaluateAsync("globalThis.unsaved = 'a draft'");

        await page.PressAsync("In a popup");
        await new VisiblePage(await stage.Engine.OpenedTabAsync()).PressAsync("Alice Example");
        await page.SeesUserAsync("alice");

        Assert.Equal("a draft", await page.Tab.EvaluateAsync("globalThis.unsaved"));
        await stage.Engine.HasTabsAsync(1);
    }

    [EngineFact]
    public async Task A_call_that_requires_a_stronger_sign_in_is_sent_again_after_the_user_has_done_it()
    {
        await using var stage = await EngineStage.StartAsync(engines, ("TokenExchange:Login:CallbackPath", "/callback"), ("TokenExchange:Proxy:Routes:echo:Acr", "2"));
        var page = await stage.OpenAsync();
        await page.SignInAsync();
        Assert.Equal($"200 {Alice} 2", await stage.PostWithStepUpAsync(page, "/api/proxy/echo/anything/pay", "(await answer.json()).user"));
        Assert.Single(await stage.Host.ApiLogAsync(), call => call.GetProperty("method").GetString() == "POST");
    }

    [EngineFact]
    public async Task A_deep_link_comes_back_to_where_it_was()
    {
        await using var stage = await StartAsync("/callback");
        var page = await stage.OpenAsync("/orders/7?tab=lines#last");

        await page.BeginAsync("""await client.login({ loginHint: "alice" });""");
        await page.SeesUserAsync("alice");

        await page.IsAtAsync("/orders/7?tab=lines#last");
    }

    private Task<EngineStage> StartAsync(string callbackPath) => EngineStage.StartAsync(engines, ("TokenExchange:Login:CallbackPath", callbackPath));
}

[Collection(InChromium.Name)]
public sealed class ChromiumLoginTests(Chromium browser) : LoginTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxLoginTests(Firefox browser) : LoginTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitLoginTests(WebKits browser) : LoginTests(browser);
