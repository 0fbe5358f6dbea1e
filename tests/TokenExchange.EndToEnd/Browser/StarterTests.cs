using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The page that a first <c>azd up</c> deploys, under the headers that it is deployed with, and on one origin with the service.</summary>
[Collection(InChromium.Name)]
public sealed class StarterTests(Chromium chromium, BuiltStarter starter) : IClassFixture<BuiltStarter>
{
    private const string Service = "/api/auth/callback"; // the template's default
    private const string Page = "/callback";

    [StarterTheory]
    [InlineData(Service)]
    [InlineData(Page)]
    public async Task A_new_site_signs_in_says_who_one_is_and_signs_out(string callbackPath)
    {
        await using var site = await DeployAsync(callbackPath);
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.SeesNobodyAsync();
        Assert.Equal("", await page.ShiftsAsync());

        await page.SignInAsync();
        await page.IsAtAsync("/"); // neither code nor state in the address
        await Assertions.Expect(page.Claim("sub")).ToHaveTextAsync("88421113");
        Assert.Equal("", await page.ShiftsAsync());
        await page.Tab.RunAndWaitForResponseAsync(() => page.Button("Sign out").ClickAsync(), answer => new Uri(answer.Url).AbsolutePath == "/end_session");
        await page.SeesNobodyAsync();

        await page.IsAtAsync("/");
        Assert.Equal([], page.Complaints);
        Assert.Equal(1, await site.Host.TokenCallsAsync("authorization_code"));
        Assert.Equal(1, await site.Host.ProviderCallsAsync("revoke"));
    }

    [StarterFact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var site = await DeployAsync();
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.SeesNobodyAsync();

        await page.Tab.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Button("Sign in")).ToBeFocusedAsync();
        Assert.NotEqual("none", await page.Button("Sign in").EvaluateAsync<string>("button => getComputedStyle(button).outlineStyle"));
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.ChooseAsync("Bob Example");
        await page.SeesUserAsync("Bob Example");
        await page.Tab.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Button("Sign out")).ToBeFocusedAsync();
        await page.Tab.RunAndWaitForResponseAsync(() => page.Tab.Keyboard.PressAsync("Space"), answer => new Uri(answer.Url).AbsolutePath == "/end_session");
        await page.SeesNobodyAsync();
    }

    [StarterFact]
    public async Task Who_comes_back_without_having_signed_in_can_begin_again()
    {
        await using var site = await DeployAsync();
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.Button("Sign in").ClickAsync();
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Button, new() { Name = "Alice Example" })).ToBeVisibleAsync();

        await page.Tab.GoBackAsync();
        await page.SeesNobodyAsync();
        await page.SignInAsync();
    }

    [StarterFact]
    public async Task A_login_that_the_provider_refused_is_told_in_a_sentence()
    {
        await using var site = await DeployAsync();
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front, "/api/auth/login?prompt=none&returnUrl=/orders"); // nobody has a session at the provider

        await page.SeesNobodyAsync();

        await Assertions.Expect(page.Sentence).ToHaveTextAsync("The provider requires you to sign in there. Please sign in again.");
        await Assertions.Expect(page.Tab.Locator("#trace code")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{32}$"));
        await page.IsAtAsync("/");
        await page.SignInAsync();
        await page.IsAtAsync("/orders");
    }

    [StarterFact]
    public async Task A_login_that_cannot_begin_leads_to_the_page_and_not_to_json()
    {
        await using var site = await DeployAsync();
        await using var lease = await chromium.LeaseAsync();

        var page = await StarterPage.OpenAsync(lease.Context, site.Front, "/api/auth/login?prompt=sudo");

        await page.SeesNobodyAsync();
        await Assertions.Expect(page.Sentence).ToHaveTextAsync("The request failed. Trying again is unlikely to help.");
        await page.IsAtAsync("/");
    }

    [StarterFact]
    public async Task What_a_link_or_a_claim_says_is_never_markup()
    {
        const string markup = "<img src=x onerror=alert(1)>";
        await using var site = await DeployAsync();
        await site.Host.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { name = markup } });
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front, "/?code=" + Uri.EscapeDataString(markup) + "&traceId=" + Uri.EscapeDataString(markup));
        await page.SeesNobodyAsync();
        await Assertions.Expect(page.Tab.Locator("body")).Not.ToContainTextAsync("onerror");

        await page.Button("Sign in").ClickAsync();
        await page.ChooseAsync("Alice Example");
        await page.SeesUserAsync(markup);

        await Assertions.Expect(page.Claim("name")).ToHaveTextAsync(markup);
        Assert.Equal([], page.Complaints);
    }

    [StarterFact]
    public async Task A_service_that_is_not_ready_is_asked_again()
    {
        await using var site = await DeployAsync();
        site.Front.Refuse(calls: 2, retryAfter: 1);
        await using var lease = await chromium.LeaseAsync();

        var page = await StarterPage.OpenAsync(lease.Context, site.Front);

        await page.SeesNobodyAsync();
        Assert.Equal([], page.Complaints);
    }

    [StarterFact]
    public async Task A_long_outage_is_left_to_the_user()
    {
        await using var site = await DeployAsync();
        site.Front.Refuse(calls: 1, retryAfter: 3600);
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.SeesAsync("Something went wrong");

        await page.Button("Try again").ClickAsync();

        await page.SeesNobodyAsync();
    }

    [StarterFact]
    public async Task A_provider_that_is_down_when_one_comes_back_costs_no_second_login()
    {
        await using var site = await DeployAsync(Page);
        await site.Host.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", status = 503, count = 1, retryAfter = 20 });
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.Button("Sign in").ClickAsync();
        await page.ChooseAsync("Alice Example");
        await Assertions.Expect(page.Sentence).ToHaveTextAsync("The sign-in provider is not available at the moment. Trying again in 20 s.");

        await page.Button("Try again").ClickAsync(); // sooner

        await page.SeesUserAsync("Alice Example");
        Assert.Equal([], page.Complaints);
    }

    [StarterFact]
    public async Task A_sign_out_that_failed_is_not_called_one()
    {
        await using var site = await DeployAsync();
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.SignInAsync();
        site.Front.Refuse(calls: 1, retryAfter: 3600);

        await page.Button("Sign out").ClickAsync();

        await Assertions.Expect(page.Sentence).ToHaveTextAsync("The service is not available at the moment.");
        await page.SeesUserAsync("Alice Example");
        await Assertions.Expect(page.Button("Sign out")).ToBeVisibleAsync();
    }

    [StarterFact]
    public async Task At_the_static_sites_own_address_it_says_where_to_go()
    {
        await using var front = await Front.StartAsync((await starter.PagesAsync()).AnswerAsync);
        await using var lease = await chromium.LeaseAsync();
        var page = await StarterPage.OpenAsync(lease.Context, front, "/orders/7");

        await page.SeesAsync("Something went wrong");

        await Assertions.Expect(page.Sentence).ToContainTextAsync("Open the address that serves both the pages and the service");
        Assert.Equal([], page.Complaints);
    }

    [StarterAccessibilityTheory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task No_rule_of_the_accessibility_checker_is_broken(ColorScheme scheme, int width)
    {
        await using var site = await DeployAsync();
        await using var lease = await chromium.LeaseAsync(new()
        {
            BypassCSP = true, // for the checker alone
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 800 },
        });
        site.Front.Refuse(calls: 1, retryAfter: 3600);
        var page = await StarterPage.OpenAsync(lease.Context, site.Front);
        await page.SeesAsync("Something went wrong");
        await CheckAsync("error");
        await page.Button("Try again").ClickAsync();
        await page.SeesNobodyAsync();
        await CheckAsync("signed-out");

        await page.SignInAsync();

        await CheckAsync("signed-in");

        async Task CheckAsync(string state)
        {
            await page.Tab.ScreenshotAsync(new() { Path = Path.Combine(Requirements.Root, "artifacts", "screenshots", $"starter-{state}-{scheme}-{width}.png"), FullPage = true });
            Assert.Equal("", await Accessibility.ViolationsAsync(page.Tab));
            Assert.False(await Accessibility.ScrollsSidewaysAsync(page.Tab), "The page scrolls sideways.");
        }
    }

    private async Task<Deployed> DeployAsync(string callbackPath = Service)
    {
        var front = await Front.StartAsync((await starter.PagesAsync()).AnswerAsync);
        var host = await LocalHost.StartBehindAsync(front.Origin, ("TokenExchange:Login:CallbackPath", callbackPath));
        front.LeadTo(host.Listening);
        return new Deployed(front, host);
    }

    /// <summary>The front, and the gateway behind it.</summary>
    private sealed record Deployed(Front Front, LocalHost Host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Front.DisposeAsync();
            await Host.DisposeAsync();
        }
    }
}
