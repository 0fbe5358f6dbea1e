using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Signing out: here first, then at the provider, and whatever the provider does.</summary>
public sealed class LogoutTests : TestStand
{
    [Fact]
    public async Task A_logout_revokes_the_refresh_token_clears_the_cookies_and_says_where_to_go_on()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        var answer = await browser.FetchAsync("POST", "/api/auth/logout");

        var url = new Uri((await answer.JsonAsync()).GetProperty("logoutUrl").GetString()!);
        var query = QueryHelpers.ParseQuery(url.Query);
        Assert.Equal(ProviderOrigin + "/end_session", url.GetLeftPart(UriPartial.Path));
        Assert.Equal("token-exchange-demo", query["client_id"]);
        Assert.Equal(AppOrigin + "/", query["post_logout_redirect_uri"]);
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
        var call = Assert.Single(Log.Of("provider"), row => row.Endpoint == "revoke");
        Assert.Equal("refresh_token", call.Form["token_type_hint"]);
        Assert.True(call.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_copy_of_the_cookies_is_refused_everywhere_afterwards()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Browser[] thieves = [browser.Copy(), browser.Copy(), browser.Copy()];
        await browser.FetchAsync("POST", "/api/auth/logout");

        await (await thieves[0].FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");
        await (await thieves[1].FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_revoked", "login");
        Assert.False(await thieves[2].IsSignedInAsync());
        Assert.All(thieves, thief => Assert.DoesNotContain(thief.Cookies, cookie => cookie.Host == "app.example.test"));
        Assert.Equal((1, 0), (ProviderCalls("token"), ApiCalls));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(400)]
    [InlineData(429)]
    public async Task A_provider_that_fails_keeps_nobody_signed_in(int status)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var thief = browser.Copy();
        Provider.Faults.Add(new Fault("revoke", status, Count: 10));

        var answer = await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.False(await browser.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task A_provider_that_hangs_is_waited_for_four_seconds()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("revoke", 500, DelayMs: 60_000));
        var answer = browser.FetchAsync("POST", "/api/auth/logout");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        Clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(200, (int)(await answer).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_logout_without_a_session_is_no_error_and_calls_nobody()
    {
        var browser = NewBrowser();

        var answer = await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal("""{"logoutUrl":null}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, ProviderCalls("revoke"));
    }

    [Fact]
    public async Task The_token_that_is_revoked_is_the_newest_one_even_with_an_old_cookie()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var old = browser.Copy();
        await browser.FetchAsync("POST", "/api/auth/refresh");
        var used = Log.Of("provider").Last(row => row.Endpoint == "token").Form["refresh_token"];

        await old.FetchAsync("POST", "/api/auth/logout");

        Assert.NotEqual(used, Assert.Single(Log.Of("provider"), row => row.Endpoint == "revoke").Form["token"]);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_logout_does_not_end_the_session_of_another_browser()
    {
        var (first, second) = (NewBrowser(), NewBrowser());
        await first.SignInAsync();
        await second.SignInAsync();

        await first.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(200, (int)(await second.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
    }
}
