using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Bodies, ranges, events, delays and the ends of calls.</summary>
public sealed class ProxyStreamTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:echo:MaxRequestBody"] = "100000";
    settings["TokenExchange:Proxy:Routes:echo:Timeout"] = "00:00:30";
    settings["TokenExchange:Proxy:Routes:echo:IdleTimeout"] = "00:00:20";
})
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_the_limit_is_413(bool isChunked)
    {
        var browser = await SignedInAsync();

        var answer = await PostAsync(browser, 100_001, isChunked);
        var fits = await PostAsync(browser, 100_000, isChunked);

        await answer.RefusedAsync(413, "payload_too_large", "none");
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
    }

    [Fact]
    public async Task A_range_is_passed_and_answered()
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/bytes/1000", change: request => request.Headers.Range = new RangeHeaderValue(100, 199));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("bytes 100-199/1000", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Enumerable.Range(100, 100).Select(i => (byte)(i % 251)), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Events_arrive_one_by_one_while_the_upstream_goes_on()
    {
        var browser = await SignedInAsync();
        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/events?count=3&delayMs=10000");
        await using var stream = await answer.Content.ReadAsStreamAsync();

        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal($"id: {i}\ndata: event {i}\n\n", await ReadAsync(stream, $"id: {i}\ndata: event {i}\n\n".Length));
            if (i < 3)
            {
                await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10));
                Clock.Advance(TimeSpan.FromSeconds(10));
            }
        }

        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Theory]
    [InlineData("HEAD", "/anything", 200)]
    [InlineData("GET", "/status/204", 204)]
    [InlineData("GET", "/status/304", 304)]
    [InlineData("GET", "/status/500", 500)]
    [InlineData("GET", "/status/503", 503)]
    [InlineData("GET", "/status/404", 404)]
    public async Task A_status_of_the_upstream_is_its_own(string method, string path, int status)
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync(method, "/api/proxy/echo" + path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("TE-Error"));
        Assert.Equal(1, ApiCalls);
    }

    [Fact]
    public async Task An_upstream_that_does_not_begin_is_504_by_the_clock()
    {
        var browser = await SignedInAsync();
        var answer = browser.FetchAsync("GET", "/api/proxy/echo/slow?headersMs=60000");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        Clock.Advance(TimeSpan.FromSeconds(30));

        await (await answer).RefusedAsync(504, "upstream_timeout", "retry");
    }

    [Fact]
    public async Task An_upstream_that_stops_in_the_middle_cuts_the_answer_and_does_not_end_it()
    {
        var browser = await SignedInAsync();
        var answer = browser.FetchAsync("GET", "/api/proxy/echo/slow?bodyMs=60000");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(20));

        Clock.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAnyAsync<Exception>(() => answer);
    }

    [Fact]
    public async Task An_upstream_that_is_down_is_502_and_is_tried_once()
    {
        var browser = await SignedInAsync();
        var down = new ScriptedServer(_ => throw new HttpRequestException("Connection refused."));
        Network.Add("api.example.test", down);

        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(502, "upstream_unavailable", "retry");
        await (await browser.FetchAsync("POST", "/api/proxy/echo/anything", new { a = 1 })).RefusedAsync(502, "upstream_unavailable");

        Assert.Equal(2, down.Calls);
    }

    [Theory]
    [InlineData("https://api.example.test/user/elsewhere", "/api/proxy/echo/elsewhere")]
    [InlineData("https://evil.test/", null)]
    [InlineData("https://api.example.test/userx", null)]
    [InlineData("https://api.example.test/user/../admin", null)]
    [InlineData("//evil.test/x", null)]
    [InlineData("http://api.example.test/user/x", null)]
    public async Task A_redirect_is_not_followed_and_shows_nothing_behind_us(string location, string? mapped)
    {
        var browser = await SignedInAsync();
        var upstream = new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Found, "", ("Location", location)));
        Network.Add("api.example.test", upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal(302, (int)answer.StatusCode);
        Assert.Equal(mapped, answer.Headers.TryGetValues("Location", out var found) ? found.Single() : null);
        Assert.Equal(1, upstream.Calls);
    }

    private static Task<HttpResponseMessage> PostAsync(Browser browser, int size, bool isChunked) => browser.FetchAsync(
        "POST",
        "/api/proxy/echo/anything",
        change: request =>
        {
            request.Content = new ByteArrayContent(new byte[size]);
            if (isChunked)
            {
                request.Headers.TransferEncodingChunked = true;
            }
        });

    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer);
        return Encoding.UTF8.GetString(buffer);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
