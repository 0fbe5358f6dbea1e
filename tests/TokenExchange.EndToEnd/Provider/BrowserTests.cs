using Microsoft.Playwright;
using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>A real browser between the gateway and oidc-provider.</summary>
[Collection(InChromium.Name)]
public sealed class BrowserTests(Chromium chromium)
{
    [BrowserAndProviderFact]
    public async Task A_user_signs_in_calls_and_is_asked_by_the_provider_when_signing_out()
    {
        await using var stage = await Stage.SetAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, stage.Gateway);

        await page.Button("Sign in as bob").ClickAsync();
        await Assertions.Expect(page.Who).ToHaveTextAsync("Signed in: Bob");
        await page.Button("With my token").ClickAsync();
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("user bob");
        await page.Button("Sign out").ClickAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();
        await page.SeesNobodyAsync();
        await page.IsAtAsync("/");
    }

    [BrowserAndProviderFact]
    public async Task Form_post_brings_its_transaction_cookie_across_sites()
    {
        await using var stage = await Stage.SetAsync(gateway:
        [
            ("TokenExchange:Provider:ResponseMode", "form_post"), ("TokenExchange:Login:CallbackPath", "/api/auth/callback"),
        ]);
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, stage.Gateway);

        await page.Button("Sign in as alice").ClickAsync();

        await Assertions.Expect(page.Who).ToHaveTextAsync("Signed in: Alice");
        await page.IsAtAsync("/");
    }

    [BrowserAndProviderFact]
    public async Task A_logout_at_the_provider_shows_in_the_page_at_its_next_call()
    {
        await using var stage = await Stage.SetAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, stage.Gateway);
        await page.Button("Sign in as alice").ClickAsync();
        await Assertions.Expect(page.Who).ToHaveTextAsync("Signed in: Alice");

        var other = await context.NewPageAsync();
        await other.GotoAsync(stage.Provider.Issuer + "/session/end");
        await other.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();
        await Assertions.Expect(other.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Signed out");

        await page.Button("With my token").ClickAsync();
        await page.SeesNobodyAsync();
    }
}
