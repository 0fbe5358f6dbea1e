using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>WebKitGTK on a virtual screen, driven by W3C WebDriver. It takes the tests' certificates; over http it keeps no <c>Secure</c> cookie, not even of localhost.</summary>
internal sealed class WebKit : IEngine
{
    private const string ElementKey = "element-6066-11e4-a52e-4f735466cecf"; // WebDriver section 12.1

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("webkit-");
    private readonly HttpClient _http = new(Way.To());
    private Child? _screen;
    private Child? _driver;
    private string _session = "";

    private WebKit()
    {
    }

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

    public Task GoToAsync(string address) => SendAsync(HttpMethod.Post, _session + "/url", new { url = address });

    public Task ReloadAsync() => SendAsync(HttpMethod.Post, _session + "/refresh", new { });

    public async Task ClickAsync(string path)
    {
        var element = await SendAsync(HttpMethod.Post, _session + "/element", new { @using = "xpath", value = path });
        await SendAsync(HttpMethod.Post, $"{_session}/element/{element.GetProperty(ElementKey).GetString()}/click", new { });
    }

    public async Task<string> EvaluateAsync(string expression)
    {
        var script = $"const done = arguments[0]; (async () => String(await ({expression})))().then(value => done([value]), error => done(String(error)));";
        var answer = await SendAsync(HttpMethod.Post, _session + "/execute/async", new { script, args = Array.Empty<object>() });
        return answer.ValueKind == JsonValueKind.Array ? answer[0].GetString()! : throw new EngineException(answer.ToString());
    }

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
        var begun = await SendAsync(HttpMethod.Post, "/session", new { capabilities = new { alwaysMatch = new { acceptInsecureCerts = true } } });
        _session = "/session/" + begun.GetProperty("sessionId").GetString();
    }

    private async Task<bool> IsListeningAsync()
    {
        try
        {
            await SendAsync(HttpMethod.Get, "/status", null);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
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
