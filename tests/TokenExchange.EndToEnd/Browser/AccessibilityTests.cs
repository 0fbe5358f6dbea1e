using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The demo page under the accessibility checker, whose rules are about the document: one engine is enough.</summary>
[Collection(InChromium.Name)]
public sealed class AccessibilityTests(Chromium chromium)
{
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
        var tab = await lease.Context.NewPageAsync();
        await tab.GotoAsync(host.Origin + "/");
        await Assertions.Expect(tab.Locator("#who")).ToHaveTextAsync("Signed out");

        Assert.Equal("", await Accessibility.ViolationsAsync(tab));
        await PressAsync(tab, "Sign in as alice");
        await Assertions.Expect(tab.Locator("#who")).ToHaveTextAsync("Signed in: Alice Example");
        await PressAsync(tab, "With my token");
        await Assertions.Expect(tab.Locator("#answers tr").First).ToContainTextAsync("200"); // answers stand in the order in which they came
        await PressAsync(tab, "An error of the API");
        await Assertions.Expect(tab.Locator("#answers tr").First).ToContainTextAsync("418");
        Assert.Equal("", await Accessibility.ViolationsAsync(tab));
        Assert.False(await Accessibility.ScrollsSidewaysAsync(tab), "The page scrolls sideways.");
    }

    private static Task PressAsync(IPage tab, string name) => tab.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
