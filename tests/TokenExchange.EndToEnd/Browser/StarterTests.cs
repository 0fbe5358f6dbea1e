using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The page that a first <c>azd up</c> deploys, under the headers that it is deployed with, and on one origin with the service.</summary>
public abstract class StarterTests(IEngines engines, BuiltStarter starter) : IClassFixture<BuiltStarter>
{
    private const string Service = "/api/auth/callback"; // the template's default
    private const string Page = "/callback";

    [EngineTheory]
    [InlineData(Service)]
    [InlineData(Page)]
    public async Task A_new_site_signs_in_says_who_one_is_and_signs_out(string callbackPath)
    {
        await using var site = await DeployAsync(callbackPath);
        var page = await OpenAsync(site);
        await page.SeesNobodyAsync();
        Assert.Equal("", await page.ShiftsAsync());

        await page.SignInAsync();
        await page.IsAtAsync("/"); // neither code nor state in the address
        await page.ClaimIsAsync("sub", "88421113");
        Assert.Equal("", await page.ShiftsAsync());
        await page.PressAsync("Sign out");
        await Until.TrueAsync("the provider's session is ended", async () => await site.Host.ProviderCallsAsync("end_session") == 1);
        await page.SeesNobodyAsync();

        await page.IsAtAsync("/");
        Assert.Equal([], await page.ComplaintsAsync());
        Assert.Equal(1, await site.Host.TokenCallsAsync("authorization_code"));
        Assert.Equal(1, await site.Host.ProviderCallsAsync("revoke"));
    }

    [EngineFact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var site = await DeployAsync();
        var page = await OpenAsync(site);
        await page.SeesNobodyAsync();

        await page.Tab.PressAsync(Key.Tab);
        await page.HasFocusAsync("Sign in");
        Assert.NotEqual("none", await page.Tab.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Tab.PressAsync(Key.Enter);
        await page.PressAsync("Bob Example");
        await page.SeesUserAsync("Bob Example");
        await page.Tab.PressAsync(Key.Tab);
        await page.HasFocusAsync("Sign out");
        await page.Tab.PressAsync(Key.Space);
        await Until.TrueAsync("the provider's session is ended", async () => await site.Host.ProviderCallsAsync("end_session") == 1);
        await page.SeesNobodyAsync();
    }

    [EngineFact]
    public async Task Who_comes_back_without_having_signed_in_can_begin_again()
    {
        await using var site = await DeployAsync();
        var page = await OpenAsync(site);
        await page.SeesNobodyAsync();
        await page.PressAsync("Sign in");
        await page.OffersAsync("Alice Example");

        await (site.Engine.TraversesSites ? page.Tab.TraverseAsync(-1) : page.Tab.GoToAsync(site.Origin + "/"));
        await page.SeesNobodyAsync();
        await page.SignInAsync();
    }

    [EngineFact]
    public async Task A_login_that_the_provider_refused_is_told_in_a_sentence()
    {
        await using var site = await DeployAsync();
        var page = await OpenAsync(site, "/api/auth/login?prompt=none&returnUrl=/orders"); // nobody has a session at the provider

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
        await using var site = await DeployAsync();

        var page = await OpenAsync(site, "/api/auth/login?prompt=sudo");

        await page.SeesNobodyAsync();
        await page.TellsAsync("The request failed. Trying again is unlikely to help.");
        await page.IsAtAsync("/");
    }

    [EngineFact]
    public async Task What_a_link_or_a_claim_says_is_never_markup()
    {
        const string markup = "<img src=x onerror=alert(1)>";
        await using var site = await DeployAsync();
        await site.Host.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { name = markup } });
        var page = await OpenAsync(site, "/?code=" + Uri.EscapeDataString(markup) + "&traceId=" + Uri.EscapeDataString(markup));
        await page.SeesNobodyAsync();
        Assert.DoesNotContain("onerror", await page.Tab.EvaluateAsync("document.body.textContent"), StringComparison.Ordinal);

        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example");
        await page.SeesUserAsync(markup);

        await page.ClaimIsAsync("name", markup);
        Assert.Equal([], await page.ComplaintsAsync());
    }

    [EngineFact]
    public async Task A_service_that_is_not_ready_is_asked_again()
    {
        await using var site = await DeployAsync();
        site.Front.Refuse(calls: 2, retryAfter: 1);

        var page = await OpenAsync(site);

        await page.SeesNobodyAsync();
        Assert.Equal([], await page.ComplaintsAsync());
    }

    [EngineFact]
    public async Task A_long_outage_is_left_to_the_user()
    {
        await using var site = await DeployAsync();
        site.Front.Refuse(calls: 1, retryAfter: 3600);
        var page = await OpenAsync(site);
        await page.SeesAsync("Something went wrong");

        await page.PressAsync("Try again");

        await page.SeesNobodyAsync();
    }

    [EngineFact]
    public async Task A_gateway_that_cannot_be_reached_is_told_in_a_sentence()
    {
        await using var site = await DeployAsync();
        site.Front.IsBroken = true;
        var page = await OpenAsync(site);
        await page.TellsAsync("There was no response. Check your network connection. Trying again in 5 s.");
        site.Front.IsBroken = false;

        await page.PressAsync("Try again");

        await page.SeesNobodyAsync();
    }

    [EngineFact]
    public async Task A_call_without_the_header_is_refused_and_told_in_a_sentence()
    {
        await using var site = await DeployAsync();
        site.Front.Remove("X-CSRF");
        var page = await OpenAsync(site);

        await page.SeesAsync("Something went wrong");
        await page.TellsAsync("The service refused the request. Check that the address in the address bar is the one that the service is configured with.");
    }

    [EngineTheory]
    [InlineData("/?code=x&state=y", "No sign-in in progress was found in this browser. Please sign in again.")]
    [InlineData("/?error=access_denied", "The sign-in was cancelled, or you do not have access to this application.")]
    public async Task An_answer_that_belongs_to_no_login_is_told_in_a_sentence(string path, string sentence)
    {
        await using var site = await DeployAsync(Page);
        var page = await OpenAsync(site, path);

        await page.SeesNobodyAsync();

        await page.TellsAsync(sentence);
        await page.IsAtAsync("/");
    }

    [EngineFact]
    public async Task A_provider_that_is_down_when_one_comes_back_costs_no_second_login()
    {
        await using var site = await DeployAsync(Page);
        await site.Host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", status = 503, count = 1, retryAfter = 20 });
        var page = await OpenAsync(site);
        await page.SeesNobodyAsync();
        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example");
        await page.TellsAsync("The sign-in provider is not available at the moment. Trying again in 20 s.");

        await page.PressAsync("Try again"); // sooner

        await page.SeesUserAsync("Alice Example");
        Assert.Equal([], await page.ComplaintsAsync());
    }

    [EngineFact]
    public async Task A_session_that_has_expired_is_told_and_the_next_login_begins()
    {
        await using var site = await DeployAsync();
        var page = await OpenAsync(site);
        await page.SeesNobodyAsync();
        await page.SignInAsync();
        await site.Host.AdvanceAsync(TimeSpan.FromDays(1));

        await page.Tab.ReloadAsync();
        await page.SeesNobodyAsync();
        await page.PressAsync("Sign in");
        await Journeys.IsRememberedAsync(site.Engine, page, "Alice Example");
        await page.SeesUserAsync("Alice Example");

        Assert.Equal(2, await site.Host.TokenCallsAsync("authorization_code"));
    }

    [EngineFact]
    public async Task A_sign_out_that_failed_is_not_called_one()
    {
        await using var site = await DeployAsync();
        var page = await OpenAsync(site);
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

    private static Task<StarterPage> OpenAsync(FrontStage site, string path = "/") => StarterPage.OpenAsync(site.Engine, site.Origin, path);

    private async Task<FrontStage> DeployAsync(string callbackPath = Service)
    {
        Assert.SkipWhen(Requirements.NodeMissing is not null, Requirements.NodeMissing ?? "");
        return await FrontStage.StartAsync(engines, (await starter.PagesAsync()).AnswerAsync, ("TokenExchange:Login:CallbackPath", callbackPath));
    }
}

[Collection(InChromium.Name)]
public sealed class ChromiumStarterTests(Chromium browser, BuiltStarter starter) : StarterTests(browser, starter);

[Collection(InFirefox.Name)]
public sealed class FirefoxStarterTests(Firefox browser, BuiltStarter starter) : StarterTests(browser, starter);

[Collection(InWebKit.Name)]
public sealed class WebKitStarterTests(WebKits browser, BuiltStarter starter) : StarterTests(browser, starter);
