namespace TokenExchange.Tests.Local;

/// <summary>The demo page is for people who go to it, under every path that could be one of an application, and under no other.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Browser = "text/html,application/xhtml+xml,*/*;q=0.8";

    private readonly LocalStand _stand = new();

    private string _gateway = "";

    public async ValueTask InitializeAsync()
    {
        await _stand.InitializeAsync();
        _gateway = await _stand.AddWholeAsync();
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData("GET", "/orders/7", Browser, "navigate")]
    [InlineData("GET", "/callback?code=x", Browser, null)]
    [InlineData("HEAD", "/orders/7", "text/html", null)]
    [InlineData("GET", "/orders/7", "*/*", null)]
    [InlineData("GET", "/orders/7", null, null)]
    [InlineData("GET", "/", "*/*", null)]
    [InlineData("GET", "/", null, null)]
    public async Task It_is_there_for_a_navigation(string method, string path, string? accept, string? mode) =>
        Assert.Equal((200, "text/html"), await AskAsync(method, path, accept, mode));

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/host/status")]
    [InlineData("/Admin/host/status")]
    [InlineData("/runtime/x")]
    [InlineData("/swagger")]
    [InlineData("/dev/x")]
    [InlineData("/.git/config")]
    [InlineData("/.env")]
    [InlineData("/app/.hidden/x")]
    [InlineData("/app/../orders")]
    [InlineData("/app/%2e%2e/orders")]
    [InlineData("/app/./orders")]
    [InlineData("/%2Egit/config")]
    [InlineData("/missing.js")]
    public async Task It_is_not_there_for_what_is_no_page(string path) => Assert.Equal((404, null), await AskAsync("GET", path, Browser, "navigate"));

    [Theory]
    [InlineData("GET", "application/json", null)]
    [InlineData("GET", "*/*", "cors")]
    [InlineData("GET", Browser, "cors")]
    [InlineData("POST", Browser, "navigate")]
    public async Task It_is_not_there_for_a_program(string method, string? accept, string? mode) =>
        Assert.Equal((404, null), await AskAsync(method, "/auth/session", accept, mode));

    [Fact]
    public async Task It_shares_no_window_with_other_sites()
    {
        using var answer = await _stand.GetAsync(_gateway);

        Assert.Equal(["same-origin"], answer.Headers.GetValues("Cross-Origin-Opener-Policy"));
    }

    /// <summary>Under <c>no-referrer</c>, Firefox and WebKit write <c>Origin: null</c> on a POST to the page's own origin.</summary>
    [Fact]
    public async Task Its_referrer_policy_tells_other_sites_nothing_and_leaves_the_origin_to_our_own()
    {
        using var answer = await _stand.GetAsync(_gateway);

        Assert.Equal(["same-origin"], answer.Headers.GetValues("Referrer-Policy"));
    }

    [Fact]
    public async Task Under_the_api_the_service_answers()
    {
        var (status, type) = await AskAsync("GET", "/api/unknown", Browser, "navigate");

        Assert.NotEqual(200, status);
        Assert.NotEqual("text/html", type);
    }

    private async Task<(int Status, string? Type)> AskAsync(string method, string path, string? accept, string? mode)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(_gateway + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", mode);
        using var answer = await _stand.SendAsync(request);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
    }
}
