using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The demo page by keyboard alone, and under rotation; and a page from the client's README. Screenshots stay under artifacts/screenshots.</summary>
public abstract partial class DemoTests(IEngines engines)
{
    private static readonly string[] Rotations =
    [
        "Rotate the provider's signing key", "Rotate the client secret, hard cut", "Rotate the partner's API key", "Add a cookie key",
    ];

    /// <summary>For the names of the screenshots.</summary>
    private string Name => GetType().Name.Replace(nameof(DemoTests), "", StringComparison.Ordinal).ToLowerInvariant();

    [EngineFact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();

        await page.Tab.PressAsync(Key.Tab);
        Assert.Equal("Skip to main content", await FocusedAsync(page.Tab));
        Assert.Equal("true", await page.Tab.EvaluateAsync("document.querySelector('.skip').getBoundingClientRect().top >= 0"));
        await ReachAsync(page.Tab, "Sign in as alice");
        await page.Tab.PressAsync(Key.Enter);
        await page.SeesUserAsync("alice");
        await ReachAsync(page.Tab, "With my token");
        await page.Tab.PressAsync(Key.Space);
        await page.SeesAnswerAsync("200");
        await page.Tab.ReloadAsync(); // from the end of the page, the focus goes on to the browser's own controls
        await page.SeesUserAsync("alice");
        await ReachAsync(page.Tab, "Sign out");
        await page.SignOutAsync(() => page.Tab.PressAsync(Key.Enter));
    }

    [EngineFact]
    public async Task Everything_rotates_under_traffic_and_nothing_turns_red()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();
        await ScreenshotAsync(page.Tab, "signed-out");
        await page.SignInAsync();
        await page.PressAsync("With my token");
        await page.PressAsync("With the vault's API key");
        await page.HoldsAsync("document.querySelectorAll('#answers tr').length === 2", "both are answered");
        await ScreenshotAsync(page.Tab, "signed-in");

        await page.Tab.ClickAsync("//label[contains(., 'Keep calling both')]");
        var calls = await BeatAsync(page.Tab, 0);
        foreach (var rotation in Rotations)
        {
            await page.PressAsync(rotation);
            await page.HoldsAsync(
                $"[...document.querySelectorAll('.levers li')].some(item => item.textContent.startsWith({JsonSerializer.Serialize(rotation)}) && item.textContent.includes('Done'))", "it is done");
            calls = await BeatAsync(page.Tab, calls); // a round of calls, and then one that began after it
            calls = await BeatAsync(page.Tab, calls);
        }

        await page.PressAsync("Renew now"); // with the new client secret
        await Until.TrueAsync("the renewal has reached the provider", async () => await stage.Host.TokenCallsAsync("refresh_token") > 0);
        calls = await BeatAsync(page.Tab, calls);
        await ScreenshotAsync(page.Tab, "rotation");
        await page.HoldsAsync("document.querySelector('#strip').getAttribute('aria-label').endsWith(', 0 failed')", "no call has failed"); // since the page was loaded
        Assert.Equal("4", await page.Tab.EvaluateAsync("document.querySelectorAll('#strip .mark').length"));
        Assert.True(calls >= 20, $"{calls} calls");

        await page.SignOutAsync();
        await page.SignInAsync("bob"); // the first ID token under the new signing key
    }

    [EngineFact]
    public async Task The_page_says_that_the_user_pressed_deny_that_the_session_has_ended_and_that_calls_fail()
    {
        await using var stage = await EngineStage.StartAsync(engines);
        var page = await stage.OpenAsync();
        await page.SeesNobodyAsync();
        await page.PressAsync("Choose at the provider");
        await page.PressAsync("Deny");
        await page.ShowsAsync("#notice", "login_cancelled");
        await page.SignInAsync();

        await page.Tab.ClickAsync("//label[contains(., 'Keep calling both')]");
        await BeatAsync(page.Tab, 0);
        await page.PressAsync("Clock: an hour ahead");

        await page.ShowsAsync("#notice", "Your session has ended");
        await page.SeesNobodyAsync();
        await page.HoldsAsync("!document.querySelector('#strip').getAttribute('aria-label').endsWith(', 0 failed')", "failed calls are counted");
        await page.HoldsAsync("document.querySelectorAll('#strip .bad').length > 0", "failed calls are red");
    }

    [EngineFact]
    public async Task A_page_made_from_the_readme_signs_in_calls_and_signs_out()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "clients", "browser", "README.md"));
        await using var stage = await EngineStage.StartAsync(engines);
        stage.Network.Replace("/", "<!doctype html><title>mine</title>" + PlainExample().Match(readme).Groups["html"].Value, "text/html");
        var page = await stage.OpenAsync();

        await page.PressAsync("Sign in");
        await new VisiblePage(await stage.Engine.OpenedTabAsync()).PressAsync("Alice Example");
        await page.HoldsAsync("!document.querySelector('#in').checkVisibility()", "alice is signed in");
        Assert.Equal("88421113", await page.RunAsync<string>("""return (await (await client.fetch("/api/proxy/echo/anything/x")).json()).user;"""));
        await page.RunAsync<JsonElement?>("await client.logout({ navigate: false });");
        await page.HoldsAsync("document.querySelector('#in').checkVisibility()", "nobody is signed in");
    }

    /// <summary>Tabs on until the element of that name has the focus; everything on the way shows that it has it.</summary>
    private static async Task ReachAsync(ITab tab, string name)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await tab.PressAsync(Key.Tab);
            var focused = await FocusedAsync(tab);
            Assert.True(
                focused.Length == 0 || await tab.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle !== 'none'") == "true", $"No focus is seen on: {focused}");
            if (focused == name)
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach: {name}");
    }

    /// <summary>The text of what has the focus; empty while it is nowhere or in the browser's own controls.</summary>
    private static Task<string> FocusedAsync(ITab tab) => tab.EvaluateAsync(
        "!document.hasFocus() || document.activeElement === document.body ? '' : (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()");

    /// <summary>Waits for the next round of calls; answers how many calls there were until then.</summary>
    private static async Task<int> BeatAsync(ITab tab, int before)
    {
        var now = before;
        await Until.TrueAsync("the page calls on", async () =>
        {
            var label = await tab.EvaluateAsync("document.querySelector('#strip').getAttribute('aria-label')");
            return label.EndsWith("failed", StringComparison.Ordinal) && (now = int.Parse(label.Split(' ')[0], CultureInfo.InvariantCulture)) > before;
        });
        return now;
    }

    private async Task ScreenshotAsync(ITab tab, string state)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Requirements.Root, "artifacts", "screenshots")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, $"demo-{state}-{Name}.png"), await tab.ScreenshotAsync());
    }

    [GeneratedRegex("```html\n(?<html>.*?)```", RegexOptions.Singleline)]
    private static partial Regex PlainExample();
}

[Collection(InChromium.Name)]
public sealed class ChromiumDemoTests(Chromium browser) : DemoTests(browser);

[Collection(InFirefox.Name)]
public sealed class FirefoxDemoTests(Firefox browser) : DemoTests(browser);

[Collection(InWebKit.Name)]
public sealed class WebKitDemoTests(WebKits browser) : DemoTests(browser);
