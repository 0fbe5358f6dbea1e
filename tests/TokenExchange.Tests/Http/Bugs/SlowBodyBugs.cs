using System.Net;
using System.Text;
using System.Text.Json;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>A caller that sends its body slowly, or stops: the first is served, the second is the caller's fault, and neither is blamed on somebody else.</summary>
public sealed class SlowBodyBugs() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:echo:Timeout"] = "00:00:03";
    settings["TokenExchange:Proxy:Routes:echo:IdleTimeout"] = "00:00:05";
})
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(9.5);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_that_makes_progress_is_not_cut_however_long_it_takes(bool hasLength)
    {
        var (browser, upstream) = await StandAsync();
        var body = new WrittenBody(hasLength ? 600_000 : null, async stream =>
        {
            for (var i = 0; i < 8; i++)
            {
                await stream.WriteAsync(new byte[75_000]);
                await stream.FlushAsync();
                await ArrivedAsync(upstream, (i + 1) * 75_000);
                Clock.Advance(TimeSpan.FromSeconds(2));
            }
        });

        var answer = await PostAsync(browser, body);

        Assert.Equal((HttpStatusCode.OK, "600000"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_stops_in_the_middle_of_its_body_is_told_that_its_request_is_malformed(bool hasLength)
    {
        var (browser, upstream) = await StandAsync();
        using var over = new SemaphoreSlim(0);
        var answer = PostAsync(browser, Stalling(hasLength ? 600_000 : null, over));
        await upstream.ArrivedAsync();

        Clock.Advance(TimeSpan.FromSeconds(3));

        await (await answer).RefusedAsync(400, "request_invalid", "none");
        over.Release();
        Assert.DoesNotContain(Logs.Lines, line => line.Id == 1600); // the upstream did nothing wrong
    }

    [Fact]
    public async Task An_upstream_that_stops_reading_the_body_is_an_upstream_that_took_too_long()
    {
        var (browser, upstream) = await StandAsync(new ReadingUpstream(stopsReading: true));
        using var over = new SemaphoreSlim(0);
        var answer = PostAsync(browser, Stalling(600_000, over));
        await upstream.ArrivedAsync();

        Clock.Advance(TimeSpan.FromSeconds(3));

        await (await answer).RefusedAsync(504, "upstream_timeout", "retry");
        over.Release();
    }

    [Theory]
    [InlineData("/api/auth/login")]
    [InlineData("/api/auth/exchange")]
    public async Task A_caller_that_stops_in_the_middle_of_a_body_for_the_service_itself_is_told_the_same(string path)
    {
        using var over = new SemaphoreSlim(0);
        var answer = NewBrowser().FetchAsync("POST", path, change: request => request.Content = Stalling(100, over, "application/json"));
        await Clock.WaitForTimerAsync(Deadline);

        Clock.Advance(Deadline);

        await (await answer).RefusedAsync(400, "request_invalid", "none");
        over.Release();
        Assert.DoesNotContain(Logs.Lines, line => line.Id is 1001 or 1002); // nobody was unavailable
    }

    [Fact]
    public async Task The_time_that_a_caller_took_to_send_its_body_is_not_taken_from_the_provider()
    {
        var browser = NewBrowser();
        var json = JsonSerializer.SerializeToUtf8Bytes(new { callbackUrl = await browser.AuthorizeAsync() });
        Provider.Faults.Add(new Fault("token", DelayMs: 2_000));
        var body = new WrittenBody(json.Length, async stream =>
        {
            await stream.WriteAsync(json.AsMemory(0, 10));
            await stream.FlushAsync();
            await Clock.WaitForTimerAsync(Deadline);
            Clock.Advance(TimeSpan.FromSeconds(9));
            await stream.WriteAsync(json.AsMemory(10));
        });
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        var answer = browser.FetchAsync("POST", "/api/auth/exchange", change: request => request.Content = body);
        await Task.WhenAny(answer, Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2)));

        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    private static WrittenBody Stalling(long? length, SemaphoreSlim over, string mediaType = "application/octet-stream")
    {
        var body = new WrittenBody(length, async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("{\"a\":"));
            await stream.FlushAsync();
            await over.WaitAsync().WaitAsync(WaitLimit.Longest);
        });
        body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return body;
    }

    private static Task<HttpResponseMessage> PostAsync(Browser browser, HttpContent body) =>
        browser.FetchAsync("POST", "/api/proxy/echo/upload", change: request => request.Content = body);

    private static async Task ArrivedAsync(ReadingUpstream upstream, long length)
    {
        while (upstream.Length < length)
        {
            await upstream.ArrivedAsync();
        }
    }

    private async Task<(Browser Browser, ReadingUpstream Upstream)> StandAsync(ReadingUpstream? upstream = null)
    {
        upstream ??= new ReadingUpstream();
        Network.Add("api.example.test", upstream);
        var browser = NewBrowser();
        await browser.SignInAsync();
        return (browser, upstream);
    }
}
