using System.Collections.Concurrent;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The starter page in a tab, by what a person sees and presses.</summary>
internal sealed class StarterPage(IPage tab, Front front)
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public IPage Tab => tab;

    public ILocator Sentence => tab.Locator("#sentence");

    /// <summary>What the browser complained of: script that failed, and what the page's policy stopped. Not that an address answered with an error.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints.Where(text => !text.StartsWith("Failed to load resource", StringComparison.Ordinal))];

    public static async Task<StarterPage> OpenAsync(IBrowserContext context, Front front, string path = "/")
    {
        var page = new StarterPage(await context.NewPageAsync(), front);
        page.Tab.PageError += (_, error) => page._complaints.Enqueue(error);
        page.Tab.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && message.Location.StartsWith(front.Origin, StringComparison.Ordinal))
            {
                page._complaints.Enqueue(message.Text);
            }
        };
        await page.Tab.AddInitScriptAsync(
            """
            globalThis.shifts = new PerformanceObserver(list => globalThis.shifts.noted.push(...list.getEntries()));
            globalThis.shifts.noted = [];
            globalThis.shifts.observe({ type: "layout-shift", buffered: true });
            """);
        await page.Tab.GotoAsync(front.Origin + path);
        return page;
    }

    public ILocator Button(string name) => tab.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Claim(string name) => tab.Locator($"dt:text-is('{name}') + dd");

    public async Task SignInAsync(string user = "Alice Example")
    {
        await Button("Sign in").ClickAsync();
        await ChooseAsync(user);
        await SeesUserAsync(user);
    }

    /// <summary>Says at the provider who one is.</summary>
    public Task ChooseAsync(string user) => tab.GetByRole(AriaRole.Button, new() { Name = user }).ClickAsync();

    public Task SeesUserAsync(string user) => SeesAsync($"Hello, {user}");

    public Task SeesNobodyAsync() => SeesAsync("Welcome");

    /// <summary>Waits until the page says this in its heading, and is done.</summary>
    public async Task SeesAsync(string heading)
    {
        await Assertions.Expect(tab.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await Assertions.Expect(tab.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
    }

    public Task IsAtAsync(string path) => Assertions.Expect(tab).ToHaveURLAsync(front.Origin + path);

    /// <summary>What has moved since the page was loaded, though nobody asked for it; empty: nothing.</summary>
    public Task<string> ShiftsAsync() => tab.EvaluateAsync<string>(
        "() => [...globalThis.shifts.noted, ...globalThis.shifts.takeRecords()].flatMap(shift => shift.sources).map(source => source.node?.nodeName).join()");
}
