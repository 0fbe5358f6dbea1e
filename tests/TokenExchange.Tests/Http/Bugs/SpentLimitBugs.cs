using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Limits that somebody else behind the same address has spent.</summary>
public sealed class SpentLimitBugs() : TestStand(settings =>
{
    settings["TokenExchange:RateLimit:Auth:Requests"] = "20";
    settings["TokenExchange:RateLimit:Auth:Window"] = "00:01:00";
})
{
    private const string Alice = "88421113";

    [Theory]
    [InlineData("GET", "/api/auth/keys")]
    [InlineData("GET", "/api/auth/session")]
    [InlineData("POST", "/api/auth/refresh")]
    [InlineData("POST", "/api/auth/logout")]
    [InlineData("POST", "/api/auth/exchange")]
    [InlineData("POST", "/api/auth/backchannel-logout")]
    public async Task Calls_of_others_do_not_keep_a_user_from_signing_out(string method, string path)
    {
        var (alice, others) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync();
        await SpendAsync(others, method, path);

        Assert.True(await alice.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await alice.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await alice.FetchAsync("POST", "/api/auth/logout")).StatusCode);
        Assert.DoesNotContain(alice.Cookies, cookie => cookie.Name.StartsWith("__Host-te-session", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/api/auth/keys")]
    [InlineData("POST", "/api/auth/backchannel-logout")]
    public async Task Calls_of_others_do_not_keep_the_provider_from_ending_a_session(string method, string path)
    {
        var (alice, others) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync();
        await SpendAsync(others, method, path);

        var answer = await LogOutAsync(Provider.LogoutToken(Alice, null));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task Refused_logout_tokens_are_limited_by_address()
    {
        for (var i = 0; i < 20; i++)
        {
            await (await LogOutAsync("garbage")).RefusedAsync(400, "request_invalid");
        }

        await (await LogOutAsync("garbage")).RefusedAsync(429, "rate_limited", "retry");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await (await LogOutAsync("garbage")).RefusedAsync(400, "request_invalid");
    }

    [Fact]
    public async Task One_session_has_a_limit_too_and_spends_it_for_itself_alone()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync();
        await bob.SignInAsync("bob");
        await SpendAsync(alice, "GET", "/api/auth/session");

        Assert.True(await bob.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await alice.FetchAsync("POST", "/api/auth/logout")).StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_is_no_session_of_ours_is_counted_by_address()
    {
        var browser = NewBrowser();
        for (var i = 0; i < 20; i++)
        {
            await SendForgedAsync(browser, i);
        }

        await (await SendForgedAsync(browser, 20)).RefusedAsync(429, "rate_limited", "retry");
    }

    [Fact]
    public async Task Asking_for_the_keys_leaves_logins_alone()
    {
        var browser = NewBrowser();
        await SpendAsync(browser, "GET", "/api/auth/keys");

        await browser.SignInAsync();
    }

    /// <summary>Calls until the limit refuses.</summary>
    private static async Task SpendAsync(Browser browser, string method, string path)
    {
        HttpResponseMessage answer;
        var calls = 0;
        do
        {
            answer = await browser.FetchAsync(method, path, method == "POST" && path.EndsWith("exchange", StringComparison.Ordinal) ? new { callbackUrl = "https://app.example.test/" } : null);
        }
        while (answer.StatusCode != HttpStatusCode.TooManyRequests && ++calls < 100);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> SendForgedAsync(Browser browser, int number) => browser.FetchAsync(
        "POST", "/api/auth/logout", change: request => request.Headers.Add("Cookie", "__Host-te-session=AQEBAQEBAQEB" + new string('A', 60 + (4 * number))));

    private Task<HttpResponseMessage> LogOutAsync(string token) => NewBrowser().SendBareAsync(
        "POST", "/api/auth/backchannel-logout", request => request.Content = new FormUrlEncodedContent([new("logout_token", token)]));
}
