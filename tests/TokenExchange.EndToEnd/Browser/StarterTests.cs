using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The page that a first <c>azd up</c> deploys, under the headers that it is deployed with, and on one origin with the service.</summary>
public abstract class StarterTests(IEngines engines, BuiltStarter starter)
{
    [EngineTheory]
    [InlineData(BuiltStarter.ServiceCallback)]
    [InlineData(BuiltStarter.PageCallback)]
    public async Task A_new_site_signs_in_says_who_one_is_and_signs_out(string callbackPath)
    {
        await using var site = await starter.DeployAsync(engines, callbackPath);
        var page = await StarterPage.OpenAsync(site);
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
        await using var site = await starter.DeployAsync(engines);
        var page = await StarterPage.OpenAsync(site);
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
        await using var site = await starter.DeployAsync(engines);
        var page = await StarterPage.OpenAsync(site);
        await page.SeesNobodyAsync();
        await page.PressAsync("Sign in");
        await page.OffersAsync("Alice Example");

        await (site.Engine.TraversesSites ? page.Tab.TraverseAsync(-1) : page.Tab.GoToAsync(site.Origin + "/"));
        await page.SeesNobodyAsync();
        await page.SignInAsync();
    }

    [EngineFact]
    public async Task What_a_link_or_a_claim_says_is_never_markup()
    {
        const string markup = "<img src=x onerror=alert(1)>";
        await using var site = await starter.DeployAsync(engines);
        await site.Host.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { name = markup } });
        var page = await StarterPage.OpenAsync(site, "/?code=" + Uri.EscapeDataString(markup) + "&traceId=" + Uri.EscapeDataString(markup));
        await page.SeesNobodyAsync();
        Assert.DoesNotContain("onerror", await page.Tab.EvaluateAsync("document.body.textContent"), StringComparison.Ordinal);

        await page.PressAsync("Sign in");
        await page.PressAsync("Alice Example");
        await page.SeesUserAsync(markup);

        await page.ClaimIsAsync("name", markup);
        Assert.Equal([], await page.ComplaintsAsync());
    }

    [EngineFact]
    public async Task A_session_that_has_expired_is_told_and_the_next_login_begins()
    {
        await using var site = await starter.DeployAsync(engines);
        var page = await StarterPage.OpenAsync(site);
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
}

[Collection(InChromium.Name)]
public sealed class ChromiumStarterTests(Chromium browser, BuiltStarter starter) : StarterTests(browser, starter);

[Collection(InFirefox.Name)]
public sealed class FirefoxStarterTests(Firefox browser, BuiltStarter starter) : StarterTests(browser, starter);

[Collection(InWebKit.Name)]
public sealed class WebKitStarterTests(WebKits browser, BuiltStarter starter) : StarterTests(browser, starter);
