using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Rate limits, quotas and routes for everybody, by the clock.</summary>
[StateIndependent]
public sealed class ProxyLimitTests() : TestStand(settings =>
{
    settings["TokenExchange:RateLimit:Proxy:Requests"] = "10";
    settings["TokenExchange:RateLimit:Proxy:Window"] = "00:01:00";
    settings["TokenExchange:RateLimit:Auth:Requests"] = "30";
    settings["TokenExchange:RateLimit:Auth:Window"] = "00:01:00";
    settings["TokenExchange:Proxy:Routes:partner:Quota:Requests"] = "3";
    settings["TokenExchange:Proxy:Routes:partner:Quota:Window"] = "00:10:00";
    settings["TokenExchange:Proxy:Routes:open:Destination"] = "https://api.example.test/user";
    settings["TokenExchange:Proxy:Routes:open:Paths:0"] = "/";
    settings["TokenExchange:Proxy:Routes:open:Credential"] = "none";
    settings["TokenExchange:Proxy:Routes:open:AllowAnonymous"] = "true";
})
{
    [Fact]
    public async Task A_session_beyond_its_limit_waits_as_long_as_it_is_told_and_another_is_not_affected()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync("alice");
        await bob.SignInAsync("bob");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (int)(await alice.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        }

        var refused = await alice.FetchAsync("GET", "/api/proxy/echo/anything");

        await refused.RefusedAsync(429, "rate_limited", "retry");
        Assert.Equal(10, ApiCalls);
        Assert.Equal(200, (int)(await bob.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        Assert.Equal(200, (int)(await alice.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
    }

    [Fact]
    public async Task A_quota_of_one_route_does_not_count_for_another()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        }

        var refused = await browser.FetchAsync("GET", "/api/proxy/partner/anything");

        await refused.RefusedAsync(429, "rate_limited", "retry");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 190, 200);
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
    }

    [Fact]
    public async Task The_auth_addresses_are_limited_each_group_for_itself_and_health_is_not()
    {
        var browser = NewBrowser();
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/auth/session")).StatusCode);
        }

        await (await browser.FetchAsync("GET", "/api/auth/session")).RefusedAsync(429, "rate_limited", "retry");
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/login")).StatusCode);
        Assert.Equal(200, (int)(await browser.SendBareAsync("GET", "/api/health/live")).StatusCode);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task A_route_for_everybody_needs_no_session_and_shows_no_credential()
    {
        var (nobody, alice, broken) = (NewBrowser(), NewBrowser(), NewBrowser());
        await alice.SignInAsync();
        broken.Plant(new BrowserCookie("app.example.test", "__Host-te-session", "garbage", "Strict", Clock.GetUtcNow().AddDays(1)));

        foreach (var browser in new[] { nobody, alice, broken })
        {
            // The demo API wants a token, and gets none: its own 401 passes.
            var answer = await browser.FetchAsync("GET", "/api/proxy/open/anything");
            Assert.Equal((401, false), ((int)answer.StatusCode, answer.Headers.Contains("TE-Error")));
        }

        Assert.All(Log.Of("api"), row => Assert.False(row.Headers.ContainsKey("Authorization") || row.Headers.ContainsKey("Cookie")));
        await (await nobody.SendBareAsync("GET", "/api/proxy/open/anything")).RefusedAsync(403, "csrf_failed");
    }
}
