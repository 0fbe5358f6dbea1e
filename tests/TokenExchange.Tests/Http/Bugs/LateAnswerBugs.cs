using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Answers that come after the session has ended in this browser: whether they are successes, failures or refreshes, they change no cookie.</summary>
public sealed class LateAnswerBugs : TestStand
{
    private static readonly TimeSpan UpstreamTimeout = TimeSpan.FromSeconds(100);

    [Theory]
    [InlineData(200)] // the call notes its use in the cookie
    [InlineData(250)] // the call renews the token
    public async Task A_call_that_ends_with_504_after_a_logout_sets_no_cookie(int age)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var slow = await HangAsync(browser, age);
        await browser.FetchAsync("POST", "/api/auth/logout");

        Clock.Advance(UpstreamTimeout);
        var late = await slow;

        await late.RefusedAsync(504, "upstream_timeout", "retry");
        Assert.Empty(late.SetsOfSession());
        Assert.Equal("", browser.SessionCookies());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(250)]
    public async Task A_late_504_of_one_account_does_not_sign_the_next_one_out(int age)
    {
        var browser = NewBrowser();
        await browser.SignInAsync("alice");
        var slow = await HangAsync(browser, age);
        await browser.FetchAsync("POST", "/api/auth/logout");
        await browser.SignInAsync("bob");

        Clock.Advance(UpstreamTimeout);
        await (await slow).RefusedAsync(504, "upstream_timeout");

        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_504_that_nothing_has_overtaken_brings_the_rotated_token()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var slow = await HangAsync(browser, 250);

        Clock.Advance(UpstreamTimeout);

        Assert.Equal(2, (await slow).SetsOfSession().Count);
        Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task A_refresh_during_a_logout_sets_no_cookie_and_does_not_say_that_anybody_is_signed_in()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", DelayMs: 3_000));
        var refresh = browser.FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        var logout = browser.FetchAsync("POST", "/api/auth/logout");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4));

        Clock.Advance(TimeSpan.FromSeconds(3));
        await logout;
        var late = await refresh;

        await late.RefusedAsync(401, "session_revoked", "login");
        Assert.Empty(late.SetsOfSession());
        await browser.ActsAsAsync(null);
    }

    [Fact]
    public async Task A_call_whose_renewal_outlasts_the_session_is_not_forwarded()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(new Fault("token", DelayMs: 1_000));
        var call = browser.FetchAsync("GET", "/api/proxy/echo/anything");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        var logout = browser.FetchAsync("POST", "/api/auth/logout");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4));

        Clock.Advance(TimeSpan.FromSeconds(1));
        await logout;

        await (await call).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task A_refresh_of_a_grant_that_ended_by_the_logout_does_not_clear_the_cookies_of_the_next_account()
    {
        var browser = NewBrowser();
        await browser.SignInAsync("alice");
        Provider.Faults.Add(new Fault("token", 400, DelayMs: 7_700, Body: """{"error":"invalid_grant"}"""));
        var refresh = browser.FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7.7)); // nothing else waits so long
        var logout = browser.FetchAsync("POST", "/api/auth/logout");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4));
        Clock.Advance(TimeSpan.FromSeconds(4));
        await logout;
        await browser.SignInAsync("bob");

        Clock.Advance(TimeSpan.FromSeconds(4));
        var late = await refresh;

        await late.RefusedAsync(401, "session_expired", "login");
        Assert.Empty(late.SetsOfSession());
        await browser.ActsAsAsync("bob");
    }

    [Theory]
    [InlineData("GET", "/api/auth/session")]
    [InlineData("GET", "/api/proxy/echo/anything")]
    [InlineData("POST", "/api/auth/refresh")]
    public async Task A_poll_that_was_sent_before_the_logout_does_not_clear_the_cookies_of_the_next_account(string method, string path)
    {
        var browser = NewBrowser();
        await browser.SignInAsync("alice");
        var before = browser.SessionCookies();
        await browser.FetchAsync("POST", "/api/auth/logout");
        await browser.SignInAsync("bob");

        var late = await browser.FetchAsync(method, path, change: request => request.Headers.TryAddWithoutValidation("Cookie", before));

        Assert.Empty(late.SetsOfSession());
        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_browser_that_still_sends_an_ended_session_minutes_later_is_told_to_drop_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await browser.FetchAsync("POST", "/api/auth/logout");

        Clock.Advance(TimeSpan.FromMinutes(4));
        await copy.IsSignedInAsync();

        Assert.Equal("", copy.SessionCookies());
    }

    [Fact]
    public async Task After_a_back_channel_logout_the_next_answer_clears_the_cookies()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var token = Provider.LogoutToken("88421113", null);
        await NewBrowser().PostFormAcrossAsync("/api/auth/backchannel-logout", [new("logout_token", token)]);

        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");

        Assert.Equal("", browser.SessionCookies());
    }

    [Fact]
    public async Task A_request_with_cookies_from_two_refreshes_ago_does_not_bring_the_middle_ones_back()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var oldest = browser.SessionCookies();
        for (var i = 0; i < 2; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await browser.FetchAsync("POST", "/api/auth/refresh");
        }

        var late = await browser.FetchAsync("POST", "/api/auth/refresh", change: request => request.Headers.TryAddWithoutValidation("Cookie", oldest));

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Empty(late.SetsOfSession());
        Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.ActsAsAsync("alice");
    }

    /// <summary>A call that takes its cookies along when it begins, and whose API does not answer.</summary>
    private async Task<Task<HttpResponseMessage>> HangAsync(Browser browser, int age)
    {
        Clock.Advance(TimeSpan.FromSeconds(age));
        Api.Faults.Add(new Fault(DelayMs: 200_000, Path: "slowly"));
        var slow = browser.FetchAsync("GET", "/api/proxy/echo/anything/slowly");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(200));
        return slow;
    }
}
