using Microsoft.Playwright;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The demo page and the starter page under the accessibility checker, whose rules are about the document: one engine is enough, the one that lets a test pass the page's own policy.</summary>
[Collection(InChromium.Name)]
public sealed class AccessibilityTests(Chromium chromium, BuiltStarter starter)
{
    [AccessibilityTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task No_rule_of_the_accessibility_checker_is_broken_by_the_demo_page(ColorScheme scheme, int width)
    {
        await using var host = await LocalHost.StartAsync();
        await using var engine = await StartAsync(scheme, width);
        var tab = await engine.NewTabAsync();
        await tab.GoToAsync(host.Origin + "/");
        var page = new DemoPage(tab, host);
        await page.SeesNobodyAsync();

        await CheckAsync(tab.Page);
        await page.SignInAsync();
        await page.PressAsync("With my token");
        await page.SeesAnswerAsync("200"); // answers stand in the order in which they came
        await page.PressAsync("An error of the API");
        await page.SeesAnswerAsync("418");
        await CheckAsync(tab.Page);
        Assert.Equal("1 1", await tab.EvaluateAsync(LinesOfTheCaption));
    }

    [StarterAccessibilityTheory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 320)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task No_rule_of_the_accessibility_checker_is_broken_by_the_starter_page(ColorScheme scheme, int width)
    {
        await using var site = await FrontStage.StartAsync(await StartAsync(scheme, width), (await starter.PagesAsync()).AnswerAsync, ("TokenExchange:Login:CallbackPath", "/api/auth/callback"));
        site.Front.Refuse(calls: 1, retryAfter: 3600);
        var tab = (ChromiumTab)await site.Engine.NewTabAsync();
        var page = await StarterPage.OpenAsync(tab, site.Origin);
        await page.SeesAsync("Something went wrong");
        await PictureAsync("error");
        await page.PressAsync("Try again");
        await page.SeesNobodyAsync();
        await PictureAsync("signed-out");

        await page.SignInAsync();

        await PictureAsync("signed-in");

        async Task PictureAsync(string state)
        {
            await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(Requirements.Root, "artifacts", "screenshots", $"starter-{state}-{scheme}-{width}.png"), FullPage = true });
            await CheckAsync(tab.Page);
        }
    }

    /// <summary>The lines of the first and of the last text below the timeline.</summary>
    private const string LinesOfTheCaption =
        """
        (range => [...document.querySelectorAll("figcaption span:not(#calls)")].map(text => (range.selectNodeContents(text), range.getClientRects().length)).join(" "))(document.createRange())
        """;

    private Task<ChromiumEngine> StartAsync(ColorScheme scheme, int width) => ChromiumEngine.StartAsync(chromium, new()
    {
        BypassCSP = true, // for the checker alone
        ColorScheme = scheme,
        ViewportSize = new() { Width = width, Height = 900 },
    });

    private static async Task CheckAsync(IPage page)
    {
        Assert.Equal("", await Accessibility.ViolationsAsync(page));
        Assert.False(await Accessibility.ScrollsSidewaysAsync(page), "The page scrolls sideways.");
    }
}
