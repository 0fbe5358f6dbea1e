namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A tab of Firefox.</summary>
internal sealed class FirefoxTab(BiDi connection, string id) : ITab
{
    public Task GoToAsync(string address) => connection.SendAsync("browsingContext.navigate", new { context = id, url = address, wait = "complete" });

    public Task ReloadAsync() => connection.SendAsync("browsingContext.reload", new { context = id, wait = "complete" });

    public Task TraverseAsync(int delta) => connection.SendAsync("browsingContext.traverseHistory", new { context = id, delta });

    public async Task ClickAsync(string path)
    {
        var found = await connection.SendAsync("browsingContext.locateNodes", new { context = id, locator = new { type = "xpath", value = path }, maxNodeCount = 1 });
        var element = new { sharedId = found.GetProperty("nodes")[0].GetProperty("sharedId").GetString() };
        object[] steps =
        [
            new { type = "pointerMove", x = 0, y = 0, origin = new { type = "element", element } },
            new { type = "pointerDown", button = 0 },
            new { type = "pointerUp", button = 0 },
        ];
        await PerformAsync([new { type = "pointer", id = "mouse", actions = steps }]);
    }

    public Task PressAsync(Key key) => PerformAsync(Keys.Press(key));

    public async Task<string> EvaluateAsync(string expression)
    {
        var answer = await connection.SendAsync(
            "script.evaluate",
            new { expression = $"(async () => String(await ({expression})))()", target = new { context = id }, awaitPromise = true, userActivation = false });
        return answer.GetProperty("type").GetString() == "success"
            ? answer.GetProperty("result").GetProperty("value").GetString()!
            : throw new EngineException(answer.GetProperty("exceptionDetails").GetProperty("text").GetString()!);
    }

    public async Task<IReadOnlyList<HeldCookie>> CookiesAsync()
    {
        var host = new Uri(await EvaluateAsync("location.href")).Host;
        var answer = await connection.SendAsync("storage.getCookies", new { filter = new { domain = host }, partition = new { type = "context", context = id } });
        return
        [
            .. answer.GetProperty("cookies").EnumerateArray().OrderBy(cookie => cookie.GetProperty("name").GetString(), StringComparer.Ordinal).Select(cookie => new HeldCookie(
                cookie.GetProperty("name").GetString()!,
                cookie.GetProperty("domain").GetString()!,
                cookie.GetProperty("path").GetString()!,
                cookie.TryGetProperty("expiry", out var expiry) ? expiry.GetDouble() : 0,
                cookie.GetProperty("size").GetInt32(),
                cookie.GetProperty("httpOnly").GetBoolean(),
                cookie.GetProperty("secure").GetBoolean(),
                cookie.GetProperty("sameSite").GetString()!)).Where(IsSent),
        ];
    }

    public async Task<IReadOnlyList<string>> ComplaintsAsync()
    {
        await EvaluateAsync("''"); // what was logged before comes before its result
        return [.. connection.Log.Where(entry => entry.GetProperty("source").GetProperty("context").GetString() == id && entry.GetProperty("level").GetString() is "error" or "warn").Select(entry => entry.ToString())];
    }

    public async Task<byte[]> ScreenshotAsync() =>
        (await connection.SendAsync("browsingContext.captureScreenshot", new { context = id, origin = "document" })).GetProperty("data").GetBytesFromBase64();

    public Task CloseAsync() => connection.SendAsync("browsingContext.close", new { context = id });

    /// <summary>Firefox lists a cookie that was cleared in the same second, with that second as its end, and sends it no more.</summary>
    private static bool IsSent(HeldCookie cookie) => cookie.Expires == 0 || cookie.Expires > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private async Task PerformAsync(object[] actions)
    {
        if (connection.Front != id)
        {
            await connection.SendAsync("browsingContext.activate", new { context = id });
            connection.Front = id; // to activate it again would take the focus from its element
        }

        await connection.SendAsync("input.performActions", new { context = id, actions });
    }
}
