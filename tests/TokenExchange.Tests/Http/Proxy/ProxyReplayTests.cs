using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>An upstream that refuses the token: one renewal and one repetition, for what may be repeated.</summary>
public sealed class ProxyReplayTests : TestStand
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_refused_token_is_renewed_once_and_the_call_repeated_once(string method)
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync(method, "/api/proxy/echo/unauthorized-once?key=1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((2, 2), (ProviderCalls("token"), ApiCalls));
        Assert.Equal(2, Log.Of("api").Select(row => row.Headers["Authorization"]).Distinct().Count());
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", false)]
    [InlineData("PATCH", true)]
    public async Task What_may_not_be_repeated_gets_the_401_of_the_upstream(string method, bool hasBody)
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync(method, "/api/proxy/echo/unauthorized-once?key=1", hasBody ? new { a = 1 } : null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("TE-Error"));
        Assert.Equal((1, 1), (ProviderCalls("token"), ApiCalls));
    }

    [Fact]
    public async Task An_upstream_that_goes_on_refusing_is_asked_twice_and_no_more()
    {
        var browser = await SignedInAsync();
        var upstream = new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Bearer error=\"invalid_token\"")));
        Network.Add("api.example.test", upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal((2, 2), (ProviderCalls("token"), upstream.Calls));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_upstream_that_refuses_every_token_costs_a_renewal_now_and_then_and_not_with_each_call()
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Bearer error=\"invalid_token\""))));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        }

        Assert.Equal(2, ProviderCalls("token"));
        Clock.Advance(TimeSpan.FromSeconds(31));
        await browser.FetchAsync("GET", "/api/proxy/echo/anything");
        Assert.Equal(3, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_token_that_has_just_come_is_renewed_when_it_is_refused_for_the_first_time()
    {
        var browser = await SignedInAsync();
        await browser.FetchAsync("POST", "/api/auth/refresh");

        foreach (var key in new[] { "1", "2", "3" })
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/echo/unauthorized-once?key=" + key)).StatusCode);
        }

        Assert.Equal(5, ProviderCalls("token"));
    }

    [Theory]
    [InlineData("Bearer error=\"insufficient_scope\"")]
    [InlineData("Basic realm=\"x\"")]
    [InlineData(null)]
    public async Task A_401_that_says_nothing_of_the_token_is_passed_on(string? challenge)
    {
        var browser = await SignedInAsync();
        var upstream = new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", challenge is null ? [] : [("WWW-Authenticate", challenge)]));
        Network.Add("api.example.test", upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal((1, 1), (ProviderCalls("token"), upstream.Calls));
    }

    [Fact]
    public async Task A_renewal_that_fails_passes_the_401_of_the_upstream_on_and_keeps_the_session()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 500));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/unauthorized-once?key=1");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(1, ApiCalls);
        Assert.True(await browser.IsSignedInAsync());
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
