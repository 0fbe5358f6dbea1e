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
        Assert.Equal((1, 0), (ProviderCalls("token"), ApiCalls));
    }

    [Theory]
    [InlineData("unsupported_token_type", "got 400 with unsupported_token_type, expected 200")]
    [InlineData("words of the provider", "got 400 with an error code that is not standardized, expected 200")]
    public async Task The_log_says_why_a_refresh_token_was_not_revoked_and_repeats_nothing_of_the_provider(string error, string reason)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("revoke", 400, Body: $$"""{"error":"{{error}}","error_description":"words of the provider"}""", Count: 10));

        await browser.FetchAsync("POST", "/api/auth/logout");

        var line = Assert.Single(Logs.Lines, line => line.Id == 1204);
        Assert.Contains(reason, line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("words of the provider", line.Text, StringComparison.Ordinal);
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
    public async Task A_logout_without_a_session_says_where_the_provider_s_own_is_ended_and_calls_nobody()
    {
        var calls = Log.Of("provider").Count;

        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/logout");

        Assert.StartsWith(ProviderOrigin + "/end_session?", await LogoutUrlAsync(answer), StringComparison.Ordinal);
        Assert.Empty(answer.SetsOfSession());
        Assert.Equal(calls, Log.Of("provider").Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logout_after_an_idle_timeout_signs_out_at_the_provider_too(bool wasNoticed)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(61));
        if (wasNoticed)
        {
            await browser.IsSignedInAsync(); // clears the cookies
        }

        var answer = await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.StartsWith(ProviderOrigin + "/end_session?", await LogoutUrlAsync(answer), StringComparison.Ordinal);
        Assert.Equal("", browser.SessionCookies());
    }

    [Theory]
    [InlineData("__Host-te-session=nonsense")]
    [InlineData("__Host-te-session.1=2.abcdef.x; __Host-te-refresh=y")]
    public async Task A_logout_with_cookies_that_do_not_open_clears_them_and_says_where_to_go_on(string cookies)
    {
        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/logout", change: request => request.Headers.TryAddWithoutValidation("Cookie", cookies));

        Assert.StartsWith(ProviderOrigin + "/end_session?", await LogoutUrlAsync(answer), StringComparison.Ordinal);
        Assert.Equal(cookies.Split(';').Select(cookie => cookie.Trim().Split('=')[0]).Order(StringComparer.Ordinal),
            answer.SetsOfSession().Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_provider_without_an_end_session_endpoint_has_no_address()
    {
        Provider.MetadataTwists["end_session_endpoint"] = null;
        Clock.Advance(TimeSpan.FromHours(73)); // what is known of it is too old

        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/logout");

        Assert.Equal("""{"logoutUrl":null}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_provider_of_which_nothing_is_known_keeps_nobody_from_signing_out()
    {
        Provider.Faults.Add(new Fault("discovery", 500, Count: 100));
        Clock.Advance(TimeSpan.FromHours(73));

        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("""{"logoutUrl":null}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_logout_clears_forms_of_the_cookies_that_came_while_it_was_on_its_way()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var before = browser.SessionCookies();
        Provider.TwistNextToken(Twist.Claim("name", new string('n', 7_000)));
        await browser.FetchAsync("POST", "/api/auth/refresh"); // from one cookie to pieces

        await browser.FetchAsync("POST", "/api/auth/logout", change: request => request.Headers.TryAddWithoutValidation("Cookie", before));

        Assert.Equal("", browser.SessionCookies());
    }

    [Fact]
    public async Task A_user_who_closes_the_tab_has_signed_out_at_the_provider_all_the_same()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", DelayMs: 3_000));
        var refresh = browser.Copy().FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        using var leaves = new CancellationTokenSource();
        var logout = browser.FetchAsync("POST", "/api/auth/logout", leaves: leaves.Token);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4)); // it waits for the refresh
        await leaves.CancelAsync();

        Clock.Advance(TimeSpan.FromSeconds(3));
        await refresh;
        await Record.ExceptionAsync(() => logout); // whatever the browser would see, it is gone

        Assert.Single(Log.Of("provider").Where(row => row.Endpoint == "revoke").Select(row => row.Form["token"]).Distinct());
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

    private static async Task<string?> LogoutUrlAsync(HttpResponseMessage answer) => (await answer.JsonAsync()).GetProperty("logoutUrl").GetString();
}
