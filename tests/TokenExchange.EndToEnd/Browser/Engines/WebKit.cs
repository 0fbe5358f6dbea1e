using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>WebKitGTK on a virtual screen, driven by W3C WebDriver. It takes the tests' certificates; over http it keeps no <c>Secure</c> cookie, not even of localhost.</summary>
internal sealed class WebKit : IEngine
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("webkit-");
    private readonly HttpClient _http = new(Way.To());
    private Child? _screen;
    private Child? _driver;
    private readonly HashSet<string> _tabs = new(StringComparer.Ordinal);
    private string _session = "";

    private WebKit()
    {
    }

    public bool KeepsCookiesOverHttp => false;

    public bool TraversesSites => false;

    public static async Task<WebKit> StartAsync()
    {
        var webkit = new WebKit();
        try
        {
            await webkit.BeginAsync();
            return webkit;
        }
        catch
        {
            await webkit.DisposeAsync();
            throw;
        }
    }

    public async Task<ITab> NewTabAsync()
    {
        var handle = _tabs.Count == 0
            ? (await HandlesAsync())[0]
            : (await SendAsync(HttpMethod.Post, "/window/new", new { type = "tab" })).GetProperty("handle").GetString()!;
        return Followed(handle);
    }

    public async Task<ITab> OpenedTabAsync()
    {
        string? opened = null;
        await Until.TrueAsync("a page has opened a tab", async () => (opened = (await HandlesAsync()).Find(handle => !_tabs.Contains(handle))) is not null);
        return Followed(opened!);
    }

    public Task HasTabsAsync(int count) => Until.TrueAsync($"there are {count} tabs", async () => (await HandlesAsync()).Count == count);

    /// <summary>Sends a command of the session, whose path begins after the session's id.</summary>
    /// <exception cref="EngineException">The driver answered with an error.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null) => await CommandAsync(method, _session + path, body);

    public async ValueTask DisposeAsync()
    {
        await (_driver?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_screen?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
        _home.Delete(recursive: true);
    }

    private async Task BeginAsync()
    {
        _screen = Child.Start(new ProcessStartInfo(Requirements.VirtualScreen!, ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]));
        await Until.TrueAsync("the virtual screen is there", () => Task.FromResult(_screen.Output.Trim().Length > 0));
        var port = FreePort.Find();
        _driver = Child.Start(new ProcessStartInfo(Requirements.WebKitDriver!, [$"--port={port}"])
        {
            Environment =
            {
                ["DISPLAY"] = ":" + _screen.Output.Trim(),
                ["HOME"] = _home.FullName,
                ["XDG_CACHE_HOME"] = _home.FullName,
                ["XDG_CONFIG_HOME"] = _home.FullName,
                ["XDG_DATA_HOME"] = _home.FullName,
                ["no_proxy"] = "*",
            },
        });
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        await Until.TrueAsync("the driver listens", IsListeningAsync);
        var begun = await CommandAsync(HttpMethod.Post, "/session", new { capabilities = new { alwaysMatch = new { acceptInsecureCerts = true } } });
        _session = "/session/" + begun.GetProperty("sessionId").GetString();
    }

    private WebKitTab Followed(string handle)
    {
        _tabs.Add(handle);
        return new WebKitTab(this, handle);
    }

    private async Task<List<string>> HandlesAsync() =>
        [.. (await SendAsync(HttpMethod.Get, "/window/handles")).EnumerateArray().Select(handle => handle.GetString()!)];

    private async Task<bool> IsListeningAsync()
    {
        try
        {
            await CommandAsync(HttpMethod.Get, "/status", null);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonElement> CommandAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(); // the driver reads no chunks
        }

        using var answer = await _http.SendAsync(request);
        var value = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").Clone();
        return answer.IsSuccessStatusCode ? value : throw new EngineException($"{path}: {value}");
    }
}
