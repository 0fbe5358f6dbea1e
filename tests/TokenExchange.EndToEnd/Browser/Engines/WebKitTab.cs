using System.Text.Json;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A tab of WebKit. The driver's commands go to one tab at a time, so that each is preceded by a switch.</summary>
internal sealed class WebKitTab(WebKit engine, string handle) : ITab
{
    private const string ElementKey = "element-6066-11e4-a52e-4f735466cecf"; // WebDriver section 12.1

    public Task GoToAsync(string address) => SendAsync(HttpMethod.Post, "/url", new { url = address });

    public Task ReloadAsync() => SendAsync(HttpMethod.Post, "/refresh", new { });

    public Task TraverseAsync(int delta) => SendAsync(HttpMethod.Post, delta < 0 ? "/back" : "/forward", new { });

    public async Task ClickAsync(string path)
    {
        var element = await SendAsync(HttpMethod.Post, "/element", new { @using = "xpath", value = path });
        await SendAsync(HttpMethod.Post, $"/element/{element.GetProperty(ElementKey).GetString()}/click", new { });
    }

    public Task PressAsync(Key key) => SendAsync(HttpMethod.Post, "/actions", new { actions = Keys.Press(key) });

    public async Task<string> EvaluateAsync(string expression)
    {
        var script = $"const done = arguments[0]; (async () => String(await ({expression})))().then(value => done([value]), error => done(String(error)));";
        var answer = await SendAsync(HttpMethod.Post, "/execute/async", new { script, args = Array.Empty<object>() });
        return answer.ValueKind == JsonValueKind.Array ? answer[0].GetString()! : throw new EngineException(answer.ToString());
    }

    public async Task<IReadOnlyList<HeldCookie>> CookiesAsync() =>
    [
        .. (await SendAsync(HttpMethod.Get, "/cookie")).EnumerateArray().OrderBy(cookie => cookie.GetProperty("name").GetString(), StringComparer.Ordinal).Select(cookie => new HeldCookie(
            cookie.GetProperty("name").GetString()!,
            cookie.GetProperty("domain").GetString()!,
            cookie.GetProperty("path").GetString()!,
            cookie.TryGetProperty("expiry", out var expiry) ? expiry.GetDouble() : 0,
            cookie.GetProperty("name").GetString()!.Length + cookie.GetProperty("value").GetString()!.Length,
            cookie.GetProperty("httpOnly").GetBoolean(),
            cookie.GetProperty("secure").GetBoolean(),
            cookie.GetProperty("sameSite").GetString()!.ToLowerInvariant())),
    ];

    public Task<IReadOnlyList<string>> ComplaintsAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<byte[]> ScreenshotAsync() => (await SendAsync(HttpMethod.Get, "/screenshot")).GetBytesFromBase64();

    public Task CloseAsync() => SendAsync(HttpMethod.Delete, "/window");

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        await engine.SendAsync(HttpMethod.Post, "/window", new { handle });
        return await engine.SendAsync(method, path, body);
    }
}
