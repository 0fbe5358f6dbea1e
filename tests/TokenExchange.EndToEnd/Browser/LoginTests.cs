using System.Text.Json;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>Login in a real browser, completed by the page or by the service; and what users do at the wrong moment.</summary>
[Collection(InChromium.Name)]
public sealed class LoginTests(Chromium chromium)
{
    private const string Alice = "88421113";
    private const string Bob = "88421114";

    public static TheoryData<string> CallbackPaths => new("/callback", "/api/auth/callback");

    [BrowserTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task A_user_signs_in_calls_and_signs_out(string callbackPath)
    {
        await using var host = await StartAsync(callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SeesNobodyAsync();

        await page.Button("Choose at the provider").ClickAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Bob Example" }).ClickAsync();
        await page.SeesUserAsync("bob");
        await page.IsAtAsync("/"); // neither code nor state in the address
        await page.Button("With my token").ClickAsync();
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("200");
        await page.SignOutAsync();

        Assert.Equal(1, await host.TokenCallsAsync("authorization_code"));
        Assert.Equal(1, await host.ProviderCallsAsync("revoke"));
        Assert.Equal(1, await host.ProviderCallsAsync("end_session"));
    }

    [BrowserTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task Whoever_signs_in_last_acts_also_when_the_session_needs_more_cookies(string callbackPath)
    {
        await using var host = await StartAsync(callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var page = await DemoPage.OpenAsync(lease.Context, host);
        await page.SignInAsync("alice");

        foreach (var (subject, size) in new[] { (Bob, 5_000), (Alice, 10), (Bob, 7_000), (Alice, 5_000) })
        {
            await host.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { name = new string('n', size) } });
            _ = page.RunAsync<JsonElement?>("""client.login({ prompt: "select_account" });"""); // the navigation ends the script
            await page.Tab.GetByRole(AriaRole.Button, new() { Name = subject == Bob ? "Bob Example" : "Alice Example" }).ClickAsync();
            await Assertions.Expect(page.Who).ToHaveTextAsync("Signed in: " + new string('n', size));

            Assert.Equal(subject, await page.RunAsync<string>("return (await client.session()).claims.sub;"));
            Assert.Equal(subject, await page.RunAsync<string>("""return (await (await client.fetch("/api/proxy/echo/anything")).json()).user;"""));
        }
    }

    [BrowserTheory]
    [MemberData(nameof(CallbackPaths))]
    public async Task Reload_back_and_an_old_address_do_no_harm(string callbackPath)
    {
        await using var host = await StartAsync(callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        var callback = new TaskCompletionSource<string>();
        page.Tab.Request += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Url.StartsWith(host.Origin + callbackPath + "?", StringComparison.Ordinal))
            {
                callback.TrySetResult(request.Url);
            }
        };
        await page.SignInAsync();

        await page.Tab.ReloadAsync();
        await page.SeesUserAsync("alice");
        await page.Tab.GoBackAsync();
        await page.SeesUserAsync("alice");
        await page.Tab.GoForwardAsync();
        await page.SeesUserAsync("alice");
        await page.Tab.GotoAsync(await callback.Task); // from a bookmark or a restored tab
        await page.SeesUserAsync("alice");

        Assert.Equal(1, await host.TokenCallsAsync("authorization_code"));
    }

    [BrowserFact]
    public async Task A_double_effect_redeems_the_code_once()
    {
        await using var host = await StartAsync("/callback");
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        const string script = """
            import { createTokenExchange } from "/token-exchange-browser.js";
            const [one, two] = [createTokenExchange(), createTokenExchange()];
            const done = await Promise.allSettled([one.completeLogin(), one.completeLogin(), two.completeLogin()]);
            globalThis.seen = done.map(result => result.value?.session.isAuthenticated ?? String(result.reason));
            document.title = "done";
            """;
        await page.Tab.RouteAsync("**/demo.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = script }));

        await page.Button("Sign in as alice").ClickAsync();
        await Assertions.Expect(page.Tab).ToHaveTitleAsync("done");

        Assert.Equal("[true,true,true]", await page.Tab.EvaluateAsync<string>("() => JSON.stringify(globalThis.seen)"));
        Assert.Equal(1, await host.TokenCallsAsync("authorization_code"));
    }

    [BrowserFact]
    public async Task A_login_in_a_popup_keeps_what_the_page_holds()
    {
        await using var host = await StartAsync("/callback");
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.Tab.EvaluateAsync("() => globalThis.unsaved = 'a draft'");

        var popup = await page.Tab.RunAndWaitForPopupAsync(() => page.Button("In a popup").ClickAsync());
        var closed = new TaskCompletionSource();
        popup.Close += (_, _) => closed.TrySetResult();
        await popup.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync();
        await page.SeesUserAsync("alice");
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);

        Assert.Equal("a draft", await page.Tab.EvaluateAsync<string>("() => globalThis.unsaved"));
    }

    [BrowserFact]
    public async Task A_call_that_requires_a_stronger_sign_in_is_sent_again_after_the_user_has_done_it()
    {
        await using var host = await LocalHost.StartAsync(("TokenExchange:Login:CallbackPath", "/callback"), ("TokenExchange:Proxy:Routes:echo:Acr", "2"));
        await using var lease = await chromium.LeaseAsync();
        var page = await DemoPage.OpenAsync(lease.Context, host);
        await page.SignInAsync();
        await page.RunAsync<bool>("""
            const button = document.body.appendChild(Object.assign(document.createElement("button"), { textContent: "Confirm that it is you", hidden: true }));
            const bank = createTokenExchange({
              stepUp: error => new Promise((resolve, reject) => {
                button.hidden = false;
                button.onclick = () => bank.login({ ...error.stepUp, popup: true }).then(resolve, reject);
              }),
            });
            await bank.session();
            globalThis.paid = bank.fetch("/api/proxy/echo/anything/pay", { method: "POST", body: "7" })
              .then(async answer => `${answer.status} ${(await answer.json()).user} ${(await bank.session()).session.acr}`);
            return true;
            """);

        var popup = await page.Tab.RunAndWaitForPopupAsync(() => page.Button("Confirm that it is you").ClickAsync());
        await popup.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync();

        Assert.Equal($"200 {Alice} 2", await page.Tab.EvaluateAsync<string>("() => globalThis.paid"));
        Assert.Single(await host.ApiLogAsync(), call => call.GetProperty("method").GetString() == "POST");
    }

    [BrowserFact]
    public async Task A_deep_link_comes_back_to_where_it_was()
    {
        await using var host = await StartAsync("/callback");
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host, "/orders/7?tab=lines#last");

        await page.RunAsync<JsonElement?>("""await client.login({ loginHint: "alice" });""");
        await page.SeesUserAsync("alice");

        await page.IsAtAsync("/orders/7?tab=lines#last");
    }

    private static Task<LocalHost> StartAsync(string callbackPath) => LocalHost.StartAsync(("TokenExchange:Login:CallbackPath", callbackPath));
}
