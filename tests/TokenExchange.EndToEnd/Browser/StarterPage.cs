using TokenExchange.EndToEnd.Browser.Engines;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The starter page in a tab, by what a person sees and presses.</summary>
internal sealed class StarterPage(ITab tab, string origin) : VisiblePage(tab)
{
    public static Task<StarterPage> OpenAsync(FrontStage site, string path = "/") => OpenAsync(site.Engine, site.Origin, path);

    public static async Task<StarterPage> OpenAsync(IEngine engine, string origin, string path = "/") => await OpenAsync(await engine.NewTabAsync(), origin, path);

    public static async Task<StarterPage> OpenAsync(ITab tab, string origin, string path = "/")
    {
        await tab.GoToAsync(origin + path);
        return new StarterPage(tab, origin);
    }

    public async Task SignInAsync(string user = "Alice Example")
    {
        await PressAsync("Sign in");
        await PressAsync(user); // at the provider
        await SeesUserAsync(user);
    }

    public Task SeesUserAsync(string user) => SeesAsync($"Hello, {user}");

    public Task SeesNobodyAsync() => SeesAsync("Welcome");

    /// <summary>Waits until the page says this in its heading, and is done.</summary>
    public async Task SeesAsync(string heading)
    {
        await SaysAsync("h1", heading);
        await HoldsAsync("document.querySelector('main').ariaBusy === 'false'", "the page is done");
    }

    public Task TellsAsync(string sentence) => SaysAsync("#sentence", sentence);

    public Task ClaimIsAsync(string name, string value) => HoldsAsync(
        $"[...document.querySelectorAll('dt')].find(term => term.textContent === '{name}')?.nextElementSibling.textContent === '{value}'", $"the claim {name} is {value}");

    public Task HasFocusAsync(string button) => HoldsAsync(
        $"document.activeElement.matches('button') && document.activeElement.textContent.trim() === '{button}'", $"the button {button} has the focus");

    public new Task IsAtAsync(string path) => base.IsAtAsync(origin + path);

    /// <summary>What the engine complained of: script that failed, and what the page's policy stopped. Not that an address answered with an error.</summary>
    public async Task<IReadOnlyList<string>> ComplaintsAsync() =>
        [.. (await Tab.ComplaintsAsync()).Where(text => text.Contains(origin, StringComparison.Ordinal) && !text.StartsWith("Failed to load resource", StringComparison.Ordinal))];

    /// <summary>What has moved since the page was loaded, though nobody asked for it; empty: nothing, or the engine does not tell.</summary>
    public Task<string> ShiftsAsync() => Tab.EvaluateAsync(
        """
        (observer => {
          if (!PerformanceObserver.supportedEntryTypes.includes("layout-shift")) return "";
          observer.observe({ type: "layout-shift", buffered: true });
          return observer.takeRecords().flatMap(shift => shift.sources).map(source => source.node?.nodeName).join();
        })(new PerformanceObserver(() => {}))
        """);
}
