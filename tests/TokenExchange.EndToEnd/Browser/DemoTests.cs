using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The demo page for everybody: by keyboard alone, for assistive technology, and under rotation. Screenshots stay under artifacts/screenshots.</summary>
[Collection(InChromium.Name)]
public sealed partial class DemoTests(Chromium chromium)
{
    private static readonly string[] Rotations =
    [
        "Rotate the provider's signing key", "Rotate the client secret, hard cut", "Rotate the partner's API key", "Add a cookie key",
    ];

    [BrowserFact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SeesNobodyAsync();

        await page.Tab.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to main content", await FocusedAsync(page.Tab));
        await Assertions.Expect(page.Tab.Locator(".skip")).ToBeInViewportAsync();
        await ReachAsync(page.Tab, "Sign in as alice");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.SeesUserAsync("alice");
        await ReachAsync(page.Tab, "With my token");
        await page.Tab.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("200");
        await ReachAsync(page.Tab, "Sign out");
        await page.SignOutAsync(() => page.Tab.Keyboard.PressAsync("Enter"));
    }

    [AccessibilityTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task No_rule_of_the_accessibility_checker_is_broken(ColorScheme scheme, int width)
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync(new()
        {
            BypassCSP = true, // for the checker alone
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SeesNobodyAsync();

        Assert.Equal("", await Accessibility.ViolationsAsync(page.Tab));
        await page.SignInAsync();
        await page.Button("With my token").ClickAsync();
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("200"); // answers stand in the order in which they came
        await page.Button("An error of the API").ClickAsync();
        await Assertions.Expect(page.NewestAnswer).ToContainTextAsync("418");
        Assert.Equal("", await Accessibility.ViolationsAsync(page.Tab));
        Assert.False(await Accessibility.ScrollsSidewaysAsync(page.Tab), "The page scrolls sideways.");
    }

    [BrowserFact]
    public async Task Everything_rotates_under_traffic_and_nothing_turns_red()
    {
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync(new() { ViewportSize = new() { Width = 1280, Height = 1000 } });
        var context = lease.Context;
        var page = await DemoPage.OpenAsync(context, host);
        await page.SeesNobodyAsync();
        await ScreenshotAsync(page.Tab, "demo-signed-out.png");
        await page.SignInAsync();
        await page.Button("With my token").ClickAsync();
        await page.Button("With the vault's API key").ClickAsync();
        await Assertions.Expect(page.Tab.Locator("#answers tr")).ToHaveCountAsync(2);
        await ScreenshotAsync(page.Tab, "demo-signed-in.png");

        await page.Tab.GetByLabel("Keep calling both, every second").CheckAsync();
        var calls = await BeatAsync(page.Tab, 0);
        foreach (var rotation in Rotations)
        {
            await page.Button(rotation).ClickAsync();
            calls = await BeatAsync(page.Tab, calls); // a round of calls, and then one that began after it
            calls = await BeatAsync(page.Tab, calls);
        }

        await page.Button("Renew now").ClickAsync(); // with the new client secret
        await Until.TrueAsync("the renewal has reached the provider", async () => await host.TokenCallsAsync("refresh_token") > 0);
        calls = await BeatAsync(page.Tab, calls);
        await ScreenshotAsync(page.Tab, "demo-rotation.png");
        Assert.Equal(0, await page.Tab.Locator("#strip .bad").CountAsync());
        Assert.True(calls >= 20, $"{calls} calls");

        await page.SignOutAsync();
        await page.SignInAsync("bob"); // the first ID token under the new signing key
    }

    [BrowserFact]
    public async Task A_page_made_from_the_readme_signs_in_calls_and_signs_out()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "clients", "browser", "README.md"));
        var html = PlainExample().Match(readme).Groups["html"].Value;
        await using var host = await LocalHost.StartAsync();
        await using var lease = await chromium.LeaseAsync();
        var context = lease.Context;
        await context.RouteAsync(new Regex("/(index.html)?$"), route => route.Request.Url == host.Origin + "/"
            ? route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>mine</title>" + html })
            : route.ContinueAsync());
        var page = await DemoPage.OpenAsync(context, host);

        var popup = await page.Tab.RunAndWaitForPopupAsync(() => page.Button("Sign in").ClickAsync());
        await popup.GetByRole(AriaRole.Button, new() { Name = "Alice Example" }).ClickAsync();
        await Assertions.Expect(page.Tab.Locator("#in")).ToBeHiddenAsync();
        Assert.Equal("88421113", await page.RunAsync<string>("""return (await (await client.fetch("/api/proxy/echo/anything/x")).json()).user;"""));
        await page.RunAsync<JsonElement?>("await client.logout({ navigate: false });");
        await Assertions.Expect(page.Tab.Locator("#in")).ToBeVisibleAsync();
    }

    /// <summary>Tabs on until the element of that name has the focus; everything on the way shows that it has it.</summary>
    private static async Task ReachAsync(IPage tab, string name)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await tab.Keyboard.PressAsync("Tab");
            var focused = await FocusedAsync(tab);
            Assert.True(
                focused.Length == 0 || await tab.EvaluateAsync<bool>("() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"), $"No focus is seen on: {focused}");
            if (focused == name)
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach: {name}");
    }

    private static Task<string> FocusedAsync(IPage tab) => tab.EvaluateAsync<string>(
        "() => document.activeElement === document.body ? '' : (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()");

    /// <summary>Waits for the next round of calls; answers how many calls there were until then.</summary>
    private static async Task<int> BeatAsync(IPage tab, int before)
    {
        var now = before;
        await Until.TrueAsync("the page calls on", async () =>
        {
            var label = await tab.Locator("#strip").GetAttributeAsync("aria-label") ?? "";
            return label.EndsWith("failed", StringComparison.Ordinal) && (now = int.Parse(label.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)) > before;
        });
        return now;
    }

    private static Task<byte[]> ScreenshotAsync(IPage tab, string name) =>
        tab.ScreenshotAsync(new() { Path = Path.Combine(Requirements.Root, "artifacts", "screenshots", name), FullPage = true });

    [GeneratedRegex("```html\n(?<html>.*?)```", RegexOptions.Singleline)]
    private static partial Regex PlainExample();
}
