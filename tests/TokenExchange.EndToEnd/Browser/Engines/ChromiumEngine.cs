using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A context of the one Chromium, for tests that are alike in all engines.</summary>
internal sealed class ChromiumEngine : IEngine
{
    private readonly Chromium.Lease _lease;
    private readonly HashSet<IPage> _tabs = [];

    private ChromiumEngine(Chromium.Lease lease) => _lease = lease;

    public bool KeepsCookiesOverHttp => true;

    public bool TraversesSites => true;

    public static async Task<ChromiumEngine> StartAsync(Chromium chromium, BrowserNewContextOptions? options = null) =>
        new(await chromium.LeaseAsync(options ?? new() { IgnoreHTTPSErrors = true, ViewportSize = new() { Width = 1280, Height = 1000 } }));

    async Task<ITab> IEngine.NewTabAsync() => await NewTabAsync();

    /// <summary>Opens a tab, of which tests that are for Chromium alone can use more.</summary>
    public async Task<ChromiumTab> NewTabAsync() => Followed(await _lease.Context.NewPageAsync());

    public async Task<ITab> OpenedTabAsync()
    {
        IPage? opened = null;
        await Until.TrueAsync("a page has opened a tab", () => Task.FromResult((opened = _lease.Context.Pages.FirstOrDefault(page => !_tabs.Contains(page))) is not null));
        return Followed(opened!);
    }

    public Task HasTabsAsync(int count) => Until.TrueAsync($"there are {count} tabs", () => Task.FromResult(_lease.Context.Pages.Count == count));

    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    private ChromiumTab Followed(IPage page)
    {
        _tabs.Add(page);
        return new ChromiumTab(page);
    }
}

/// <summary>A tab of Chromium.</summary>
internal sealed class ChromiumTab : ITab
{
    private readonly IPage _tab;
    private readonly ConcurrentQueue<string> _complaints = new();

    public ChromiumTab(IPage tab)
    {
        _tab = tab;
        tab.PageError += (_, error) => _complaints.Enqueue(error);
        tab.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Text} [{message.Location}]");
            }
        };
    }

    public IPage Page => _tab;

    public Task GoToAsync(string address) => _tab.GotoAsync(address);

    public Task ReloadAsync() => _tab.ReloadAsync();

    public Task TraverseAsync(int delta) => delta < 0 ? _tab.GoBackAsync() : _tab.GoForwardAsync();

    public Task ClickAsync(string path) => _tab.Locator("xpath=" + path).First.ClickAsync();

    public Task PressAsync(Key key) => _tab.Keyboard.PressAsync($"{key}");

    public async Task<string> EvaluateAsync(string expression)
    {
        try
        {
            return await _tab.EvaluateAsync<string>($"async () => String(await ({expression}))");
        }
        catch (PlaywrightException cause)
        {
            throw new EngineException(cause.Message);
        }
    }

    public async Task<IReadOnlyList<HeldCookie>> CookiesAsync()
    {
        var session = await _tab.Context.NewCDPSessionAsync(_tab);
        var answer = await session.SendAsync("Network.getCookies", new Dictionary<string, object> { ["urls"] = new[] { _tab.Url } });
        await session.DetachAsync();
        return [.. answer!.Value.GetProperty("cookies").EnumerateArray().Select(Read).OrderBy(cookie => cookie.Name, StringComparer.Ordinal)];
    }

    public Task<IReadOnlyList<string>> ComplaintsAsync() => Task.FromResult<IReadOnlyList<string>>([.. _complaints]);

    public Task<byte[]> ScreenshotAsync() => _tab.ScreenshotAsync(new() { FullPage = true });

    public Task CloseAsync() => _tab.CloseAsync();

    private static HeldCookie Read(JsonElement cookie) => new(
        cookie.GetProperty("name").GetString()!,
        cookie.GetProperty("domain").GetString()!,
        cookie.GetProperty("path").GetString()!,
        Math.Max(0, cookie.GetProperty("expires").GetDouble()),
        cookie.GetProperty("size").GetInt32(),
        cookie.GetProperty("httpOnly").GetBoolean(),
        cookie.GetProperty("secure").GetBoolean(),
        cookie.TryGetProperty("sameSite", out var sameSite) ? sameSite.GetString()!.ToLowerInvariant() : "");
}
