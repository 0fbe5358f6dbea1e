using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A renewal that fails: which trouble ends a session, and which does not.</summary>
public sealed class RefreshTroubleTests : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task An_ended_grant_ends_the_session_for_all_who_wait()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => browser.FetchAsync("GET", Address)));

        foreach (var answer in answers)
        {
            Assert.Equal(401, (int)answer.StatusCode);
        }

        Assert.Equal((2, 0), (ProviderCalls("token"), ApiCalls));
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
    }

    [Fact]
    public async Task A_refresh_is_answered_within_ten_seconds_and_what_comes_later_is_not_lost()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true)); // the ID token of the refresh wants keys that have to be fetched
        Provider.Faults.Add(new Fault("token", DelayMs: 7_000));
        Provider.Faults.Add(new Fault("jwks", DelayMs: 7_500));
        var refresh = browser.FetchAsync("POST", "/api/auth/refresh");
        await Task.WhenAll(Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7)), Clock.WaitForTimerAsync(TimeSpan.FromSeconds(9)));
        Clock.Advance(TimeSpan.FromSeconds(7));
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7.5));
        Clock.Advance(TimeSpan.FromSeconds(3));

        await (await refresh).RefusedAsync(503, "provider_unavailable", "retry");
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        Assert.Equal(2, ProviderCalls("token"));
    }

    [Fact]
    public async Task The_code_of_an_ended_grant_is_session_expired()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));

        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_expired", "login");

        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(500, "{}", 503, "provider_unavailable")]
    [InlineData(429, "{}", 503, "provider_unavailable")]
    [InlineData(401, """{"error":"invalid_client"}""", 503, "credential_rejected")]
    [InlineData(400, """{"error":"invalid_client"}""", 503, "credential_rejected")]
    [InlineData(400, """{"error":"invalid_request"}""", 502, "provider_unavailable")]
    [InlineData(200, "<html>", 502, "provider_unavailable")]
    [InlineData(200, """{"access_token":"x","token_type":"mac"}""", 502, "provider_unavailable")]
    [InlineData(404, "{}", 502, "provider_unavailable")]
    public async Task Trouble_at_the_provider_keeps_the_session(int status, string body, int expected, string code)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", status, Body: body));

        await (await browser.FetchAsync("GET", Address)).RefusedAsync(expected, code, "retry");

        Assert.Equal(0, ApiCalls);
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
    }

    [Fact]
    public async Task A_hanging_provider_is_given_up_after_nine_seconds_and_the_session_is_kept()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", 500, DelayMs: 60_000));
        var answer = browser.FetchAsync("GET", Address);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        Clock.Advance(TimeSpan.FromSeconds(9));

        await (await answer).RefusedAsync(503, "provider_unavailable", "retry");
        Assert.Equal(200, await StatusAfterRefreshAsync(browser));
    }

    /// <summary>
    /// The status of a call once the refresh that was given up has ended. The caller's limit and that of the token call pass at the same moment; until the
    /// refresh has ended, which takes no time on this clock, another call gets its result.
    /// </summary>
    private async Task<int> StatusAfterRefreshAsync(Browser browser)
    {
        var status = 503;
        for (var i = 0; i < 100 && status == 503; i++)
        {
            await this.SettledAsync();
            status = (int)(await browser.FetchAsync("GET", Address)).StatusCode;
        }

        return status;
    }
}
