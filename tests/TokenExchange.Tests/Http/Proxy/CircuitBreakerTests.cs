using System.Net;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A route whose API fails gets no calls for a while; what a caller does never opens it.</summary>
[StateIndependent]
public sealed class CircuitBreakerTests() : TestStand(settings =>
{
    settings[Echo + "CircuitBreaker:FailurePercent"] = "50";
    settings[Echo + "CircuitBreaker:MinimumCalls"] = "4";
    settings[Echo + "CircuitBreaker:OpenFor"] = "00:00:07";
    settings[Echo + "Timeout"] = "00:00:03.300";
    settings[Echo + "MaxRequestBody"] = "1000";
})
{
    private const string Echo = "TokenExchange:Proxy:Routes:echo:";
    private const string Address = "/api/proxy/echo/anything";

    private HttpStatusCode? _status = HttpStatusCode.OK;
    private int _calls;

    [Theory]
    [InlineData(null)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task An_API_that_fails_gets_no_calls_until_the_time_is_over_and_then_one(int? status)
    {
        var browser = await SignedInAsync();
        _status = (HttpStatusCode?)status;
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(status ?? 502, (int)(await browser.FetchAsync("GET", Address)).StatusCode); // the API's own answers pass
        }

        for (var i = 0; i < 20; i++)
        {
            var refused = await browser.FetchAsync("GET", Address);
            await refused.RefusedAsync(503, "upstream_unavailable", "retry");
            Assert.Equal(TimeSpan.FromSeconds(7), refused.Headers.RetryAfter!.Delta);
        }

        Assert.Equal(4, _calls);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode); // other routes go on

        Clock.Advance(TimeSpan.FromSeconds(7));
        await browser.FetchAsync("GET", Address);
        await (await browser.FetchAsync("GET", Address)).RefusedAsync(503, "upstream_unavailable", "retry");
        Assert.Equal(5, _calls);

        _status = HttpStatusCode.OK;
        Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(7, _calls);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task An_answer_about_the_request_opens_nothing_however_often_it_comes(int status)
    {
        var browser = await SignedInAsync();
        _status = (HttpStatusCode)status;

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(status, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
        }

        Assert.Equal(12, _calls);
    }

    [Fact]
    public async Task A_caller_that_sends_too_much_opens_nothing()
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new ReadingUpstream());
        for (var i = 0; i < 8; i++)
        {
            var body = new WrittenBody(null, stream => stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 2000))).AsTask());
            await (await browser.FetchAsync("POST", Address, change: request => request.Content = body)).RefusedAsync(413, "payload_too_large");
        }

        _status = HttpStatusCode.OK;
        Network.Add("api.example.test", new ScriptedServer(Answer));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_leaves_the_one_call_neither_closes_it_nor_keeps_it_open(bool recovers)
    {
        var browser = await OpenedAsync();
        Clock.Advance(TimeSpan.FromSeconds(7));
        var silent = new Silent();
        Network.Add("api.example.test", silent);
        using var leaves = new CancellationTokenSource();
        var left = browser.FetchAsync("GET", Address, leaves: leaves.Token);
        await silent.Called.WaitAsync(WaitLimit.Longest);
        await leaves.CancelAsync();
        await Record.ExceptionAsync(() => left); // whatever a caller sees that has left
        await silent.GivenUp.WaitAsync(WaitLimit.Longest);

        _status = recovers ? HttpStatusCode.OK : HttpStatusCode.BadGateway;
        Network.Add("api.example.test", new ScriptedServer(Answer));
        var next = await UntilTriedAsync(browser);
        var last = await browser.FetchAsync("GET", Address);

        Assert.Equal(_status, next.StatusCode);
        Assert.Equal(recovers ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, last.StatusCode); // one failed call is enough only for one that was not closed
    }

    [Fact]
    public async Task A_body_that_is_too_large_for_the_one_call_does_not_close_it()
    {
        var browser = await OpenedAsync();
        Clock.Advance(TimeSpan.FromSeconds(7));
        Network.Add("api.example.test", new ReadingUpstream());
        var body = new WrittenBody(null, stream => stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 2000))).AsTask());
        await (await browser.FetchAsync("POST", Address, change: request => request.Content = body)).RefusedAsync(413, "payload_too_large");

        Network.Add("api.example.test", new ScriptedServer(Answer));
        var next = await browser.FetchAsync("GET", Address);
        var last = await browser.FetchAsync("GET", Address);

        Assert.Equal(HttpStatusCode.BadGateway, next.StatusCode);
        await last.RefusedAsync(503, "upstream_unavailable", "retry");
    }

    [Fact]
    public async Task An_API_that_does_not_answer_in_time_opens_it()
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new Silent());
        for (var i = 0; i < 4; i++)
        {
            var call = browser.FetchAsync("GET", Address);
            await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3.3));
            Clock.Advance(TimeSpan.FromSeconds(3.3));
            await (await call).RefusedAsync(504, "upstream_timeout", "retry");
        }

        await (await browser.FetchAsync("GET", Address)).RefusedAsync(503, "upstream_unavailable", "retry");
    }

    [Theory]
    [InlineData("FailurePercent", "101")]
    [InlineData("MinimumCalls", "1")]
    [InlineData("Window", "00:00:00.1")]
    [InlineData("OpenFor", "0")]
    public async Task A_setting_out_of_range_refuses_the_start(string key, string value)
    {
        Settings[$"{Echo}CircuitBreaker:{key}"] = value;

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => AddGatewayAsync("app.example.test"));

        Assert.StartsWith($"{Echo}CircuitBreaker:{key} ", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.RequestUri!.AbsolutePath.StartsWith("/partner", StringComparison.Ordinal))
        {
            return ScriptedServer.Answer(HttpStatusCode.OK);
        }

        _calls++;
        return ScriptedServer.Answer(_status ?? throw new HttpRequestException("refused"));
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Network.Add("api.example.test", new ScriptedServer(Answer));
        return browser;
    }

    /// <summary>A browser on a route that is open, because the API failed.</summary>
    private async Task<Browser> OpenedAsync()
    {
        var browser = await SignedInAsync();
        _status = HttpStatusCode.BadGateway;
        for (var i = 0; i < 4; i++)
        {
            await browser.FetchAsync("GET", Address);
        }

        await (await browser.FetchAsync("GET", Address)).RefusedAsync(503, "upstream_unavailable", "retry");
        return browser;
    }

    /// <summary>The first answer of the API: the call that its caller left may end a moment later.</summary>
    private async Task<HttpResponseMessage> UntilTriedAsync(Browser browser)
    {
        var before = _calls;
        for (var i = 0; i < 10_000; i++)
        {
            if (await browser.FetchAsync("GET", Address) is var answer && _calls > before)
            {
                return answer;
            }
        }

        throw new InvalidOperationException("The API got no call.");
    }

    private sealed class Silent : HttpMessageHandler
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => _called.Task;

        public Task GivenUp => _givenUp.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _called.TrySetResult();
            await using var givenUp = cancellationToken.Register(() => _givenUp.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken); // until the call is given up
            throw new InvalidOperationException();
        }
    }
}
