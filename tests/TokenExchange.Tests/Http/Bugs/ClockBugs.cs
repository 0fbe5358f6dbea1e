using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>The date of the machine is set back while the service runs.</summary>
public sealed class ClockBugs() : TestStand(settings =>
{
    settings["TokenExchange:RateLimit:Auth:Requests"] = "20";
    settings["TokenExchange:RateLimit:Auth:Window"] = "00:01:00";
})
{
    private const string Alice = "88421113";
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task A_session_that_was_ended_here_stays_ended()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        Clock.SetBack(TimeSpan.FromSeconds(2));

        await browser.FetchAsync("POST", "/api/auth/logout");

        await (await copy.FetchAsync("GET", Address)).RefusedAsync(401, "session_revoked", "login");
    }

    [Theory]
    [InlineData(Alice, null)]
    [InlineData(null, "sid-1")]
    [InlineData(Alice, "sid-1")]
    public async Task A_session_that_the_provider_ended_stays_ended_and_its_user_may_come_back(string? subject, string? sid)
    {
        var browser = NewBrowser();
        Provider.TwistNextToken(Twist.Claim("sid", "sid-1"));
        await browser.SignInAsync();
        Clock.SetBack(TimeSpan.FromSeconds(2));

        var answer = await browser.SendBareAsync(
            "POST", "/api/auth/backchannel-logout", request => request.Content = new FormUrlEncodedContent([new("logout_token", Provider.LogoutToken(subject, sid))]));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await browser.IsSignedInAsync());
        Provider.TwistNextToken(Twist.Claim("sid", "sid-1"));
        await browser.SignInAsync();
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_ended_session_is_remembered_as_long_as_its_cookie_can_live()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromHours(7.75)); // of eight: the mark is kept for a quarter of an hour
        await browser.SignInAsync();
        var copy = browser.Copy();
        Clock.Advance(TimeSpan.FromMinutes(30));
        await browser.FetchAsync("POST", "/api/auth/logout");

        Clock.SetBack(TimeSpan.FromMinutes(30));
        Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.False(await copy.IsSignedInAsync());
    }

    [Fact]
    public async Task A_limit_is_whole_again_after_its_window()
    {
        var browser = NewBrowser();
        for (var i = 0; i < 20; i++)
        {
            await browser.FetchAsync("GET", "/api/auth/session");
        }

        Clock.SetBack(TimeSpan.FromMinutes(10));
        var refused = await browser.FetchAsync("GET", "/api/auth/session");

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/auth/session")).StatusCode);
    }

    [Fact]
    public async Task The_provider_is_asked_for_its_keys_again_after_the_cool_down()
    {
        await NewBrowser().SignInAsync();
        Provider.Faults.Add(new Fault("jwks", 500, Count: 100));
        Provider.Keys.Rotate(new Emulators.Provider.Rotation(WithdrawOld: true));
        var failed = NewBrowser();
        var exchange = failed.ExchangeAsync(await failed.AuthorizeAsync());
        await (await this.PassAsync(exchange, 1, 2, 4)).RefusedAsync(503, "provider_unavailable", "login");
        Provider.Faults.Clear();

        Clock.SetBack(TimeSpan.FromMinutes(10));
        Clock.Advance(TimeSpan.FromSeconds(30));

        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task A_provider_that_failed_is_asked_again_after_the_rest()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(new Fault("token", 503));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);

        Clock.SetBack(TimeSpan.FromSeconds(2));
        Clock.Advance(TimeSpan.FromSeconds(6));
        await browser.FetchAsync("GET", Address);

        Assert.Equal(3, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_request_keeps_its_deadline()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 500, DelayMs: 60_000));
        var callback = await browser.AuthorizeAsync();
        var exchange = browser.ExchangeAsync(callback);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        Clock.SetBack(TimeSpan.FromMinutes(10));
        Clock.Advance(TimeSpan.FromSeconds(9.5));

        await (await exchange).RefusedAsync(503, "provider_unavailable");
    }
}
