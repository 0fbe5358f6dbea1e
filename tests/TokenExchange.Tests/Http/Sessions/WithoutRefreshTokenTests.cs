using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A session without a refresh token lives as long as its access token, and then it has ended: it is never unusable and still there.</summary>
public sealed class WithoutRefreshTokenTests : TestStand
{
    [Fact]
    public async Task A_refresh_while_the_access_token_lives_answers_with_the_session_as_it_is()
    {
        var browser = await SignedInAsync();
        Clock.Advance(TimeSpan.FromSeconds(299));

        var answer = await browser.FetchAsync("POST", "/api/auth/refresh");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(1, (await answer.JsonAsync()).GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64());
        Assert.Equal(1, ProviderCalls("token"));
        await browser.ActsAsAsync("alice");
    }

    [Theory]
    [InlineData("POST", "/api/auth/refresh")]
    [InlineData("GET", "/api/proxy/echo/anything")]
    public async Task When_the_access_token_is_over_the_session_has_ended(string method, string path)
    {
        var browser = await SignedInAsync();
        var copy = browser.Copy();
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        Clock.Advance(TimeSpan.FromSeconds(300));

        await (await browser.FetchAsync(method, path)).RefusedAsync(401, "session_expired", "login");

        Assert.Equal("", browser.SessionCookies());
        await browser.ActsAsAsync(null);
        await (await copy.FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal((1, 1), (ProviderCalls("token"), ApiCalls));
    }

    [Fact]
    public async Task Until_somebody_needs_the_access_token_its_end_does_not_end_the_session()
    {
        var browser = await SignedInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));

        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        Assert.True(await browser.IsSignedInAsync());
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        browser.Forget(cookie => cookie.Name == "__Host-te-refresh");
        return browser;
    }
}
