using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Bodies, ranges, events, delays and the ends of calls.</summary>
[StateIndependent]
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
