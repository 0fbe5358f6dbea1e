using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The page that a first <c>azd up</c> deploys, where a login, a call or a service fails: a sentence and a way on.</summary>
public abstract class StarterFailureTests(IEngines engines, BuiltStarter starter)
{
    [EngineFact]
    public async Task A_login_that_the_provider_refused_is_told_in_a_sentence()
    {
        await using var site = await starter.DeployAsync(engines);
        var page = await StarterPage.OpenAsync(site, "/api/auth/login?prompt=none&returnUrl=/orders"); // nobody has a session at the provider

        await page.SeesNobodyAsync();

        await page.TellsAsync("The provider requires you to sign in there. Please sign in again.");
        await page.HoldsAsync("/^[0-9a-f]{32}$/.test(document.querySelector('#trace code').textContent)", "the trace id is shown");
        await page.IsAtAsync("/");
        await page.SignInAsync();
        await page.IsAtAsync("/orders");
    }

    [EngineFact]
    public async Task A_login_that_cannot_begin_leads_to_the_page_and_not_to_json()
    {
        await using var site = await starter.DeployAsync(engines);

        var page = await StarterPage.OpenAsync(site, "/api/auth/login?prompt=sudo");

        await page.SeesNobodyAsync();
        await page.TellsAsync("The request failed. Trying again is unlikely to help.");
        await page.IsAtAsync("/");
    }

    [EngineFact]
    public async Task A_service_that_is_not_ready_is_asked_again()
    {
        await using var site = await starter.DeployAsync(engines);
        site.Front.Refuse(calls: 2, retryAfter: 1);

        var page = await StarterPage.OpenAsync(site);

        await page.SeesNobodyAsync();
        Assert.Equal([], await page.ComplaintsAsync());
    }

    [EngineFact]
    public async Task A_long_outage_is_left_to_the_user()
    {
        await using var site = await starter.DeployAsync(engines);
        site.Front.Refuse(calls: 1, retryAfter: 3600);
        var page = await StarterPage.OpenAsync(site);
        await page.SeesAsync("Something went wrong");

        await page.PressAsync("Try again");

        await page.SeesNobodyAsync();
    }

    [EngineFact]
    public async Task A_gateway_that_cannot_be_reached_is_told_in_a_sentence()
    {
        await using var site = await starter.DeployAsync(engines);
        site.Front.IsBroken = true;
        var page = await StarterPage.OpenAsync(site);
        await page.TellsAsync("There was no response. Check your network connection. Trying again in 5 s.");
        site.Front.IsBroken = false;

        await page.PressAsync("Try again");

        await page.SeesNobodyAsync();
    }

    [EngineFact]
    public async Task A_call_without_the_header_is_refused_and_told_in_a_sentence()
    {
        await using var site = await starter.DeployAsync(engines);
        site.Front.Remove("X-CSRF");
        var page = await StarterPage.OpenAsync(site);

        await page.SeesAsync("Something went wrong");
        await page.TellsAsync("The service refused the request. Check that the address in the address bar is the one that the service is configured with.");
    }

    [EngineTheory]
    [InlineData("/?code=x&state=y", "No sign-in in progress was found in this browser. Please sign in again.")]
    [InlineData("/?error=access_denied", "The sign-in was cancelled, or you do not have access to this application.")]
    public async Task An_answer_that_belongs_to_no_login_is_told_in_a_sentence(string path, string sentence)
    {
        await using var site = await starter.DeployAsync(engines, BuiltStarter.PageCallback);
        var page = await StarterPage.OpenAsync(site, path);

        await page.SeesNobodyAsync();

        await page.TellsAsync(sentence);
        await page.IsAtAsync("/");
    }

    [EngineFact]
    public async Task A_provider_that_is_down_when_one_comes_back_costs_no_second_login()
    {
        await using var site = await starter.DeployAsync(engines, BuiltStarter.PageCallback);
        await site.Host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", status = 503, count = 1, retryAfter = 20 });
        var page = await StarterPage.OpenAsync(site);
        await page.SeesNobodyAsync();
        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example");
        await page.TellsAsync("The sign-in provider is not available at the moment. Trying again in 20 s.");

        await page.PressAsync("Try again"); // sooner

        await page.SeesUserAsync("Alice Example");
        Assert.Equal([], await page.ComplaintsAsync());
    }

    [EngineFact]
    public async Task A_sign_out_that_failed_is_not_called_one()
    {
        await using var site = await starter.DeployAsync(engines);
        var page = await StarterPage.OpenAsync(site);
        await page.SeesNobodyAsync();
        await page.SignInAsync();
        site.Front.Refuse(calls: 1, retryAfter: 3600);

        await page.PressAsync("Sign out");

        await page.TellsAsync("The service is not available at the moment.");
        await page.SeesUserAsync("Alice Example");
        await page.OffersAsync("Sign out");
    }

    [EngineFact]
    public async Task At_the_static_sites_own_address_it_says_where_to_go()
    {
        Assert.SkipWhen(Requirements.NodeMissing is not null, Requirements.NodeMissing ?? "");
        await using var engine = await engines.StartEngineAsync();
        await using var front = await Front.StartAsync((await starter.PagesAsync()).AnswerAsync);
        var page = await StarterPage.OpenAsync(engine, front.Origin, "/orders/7");

        await page.SeesAsync("Something went wrong");

        await page.ShowsAsync("#sentence", "Open the address that serves both the pages and the service");
        Assert.Equal([], await page.ComplaintsAsync());
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumStarterFailureTests(Chromium browser, BuiltStarter starter) : StarterFailureTests(browser, starter);

[Collection(InFirefox.Name)]
public sealed class FirefoxStarterFailureTests(Firefox browser, BuiltStarter starter) : StarterFailureTests(browser, starter);

[Collection(InWebKit.Name)]
public sealed class WebKitStarterFailureTests(WebKits browser, BuiltStarter starter) : StarterFailureTests(browser, starter);
