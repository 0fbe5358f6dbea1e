using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Tokens of up to 32 KB: what does not fit into the cookies is kept by the service, and the cookie holds a ticket. On one instance.</summary>
public sealed class TicketTests : TestStand
{
    private const string Echo = "/api/proxy/echo/anything";

    [Theory]
    [InlineData(16_384, 16_384)]
    [InlineData(32_000, 768)]
    [InlineData(768, 32_000)]
    [InlineData(6_000, 0)]
    [InlineData(3_000, 3_000)]
    public async Task Login_calls_refresh_and_logout_work(int accessToken, int refreshToken)
    {
        Provider.Grants.Rules = new RefreshRules(Rotate: true, ReuseDetection: true);
        var browser = await SignedInAsync(accessToken, refreshToken);
        await browser.ActsAsAsync("alice");
        Clock.Advance(TimeSpan.FromSeconds(300));
        await browser.ActsAsAsync("alice");
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        await browser.ActsAsAsync("alice");
        var copy = browser.Copy();

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/logout")).StatusCode);

        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
        await (await copy.FetchAsync("GET", Echo)).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal((3, 1), (ProviderCalls("token"), ProviderCalls("revoke")));
    }

    [Fact]
    public async Task A_back_channel_logout_ends_it()
    {
        var browser = await SignedInAsync(20_000, 10_000);

        await this.LogOutAsync(Provider.LogoutToken(DevUser.Find("alice")!.Subject, null));

        await (await browser.FetchAsync("GET", Echo)).RefusedAsync(401, "session_revoked", "login");
    }

    [Fact]
    public async Task The_old_cookies_are_good_for_late_requests_after_a_refresh()
    {
        var browser = await SignedInAsync(20_000, 10_000);
        var late = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(250));
        await browser.FetchAsync("GET", Echo);
        Clock.Advance(TimeSpan.FromSeconds(60));

        await late.ActsAsAsync("alice");

        Assert.Equal(2, ProviderCalls("token"));
    }

    [Fact]
    public async Task It_lasts_for_many_refreshes()
    {
        var browser = await SignedInAsync(20_000, 10_000);

        for (var i = 0; i < 20; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(250));
            await browser.ActsAsAsync("alice");
        }

        Assert.Equal(21, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_use_is_noted_and_keeps_it_from_expiring_by_idleness()
    {
        Provider.Grants.AccessTokenLength = 20_000;
        var browser = NewBrowser();
        Provider.TwistNextToken(Twist.Claim("name", new string('n', 5_000)));
        await browser.SignInAsync();

        for (var i = 0; i < 4; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(50));
            Assert.Equal(5_000, (await browser.SessionAsync()).GetProperty("claims").GetProperty("name").GetString()!.Length);
        }
    }

    [Fact]
    public async Task Tokens_that_shrink_come_back_into_the_cookie()
    {
        var browser = await SignedInAsync(20_000, 0);
        Provider.Grants.AccessTokenLength = 2_000;
        await browser.FetchAsync("POST", "/api/auth/refresh");

        Assert.InRange(browser.SessionCookies().Length, 3_000, 8_192);
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task An_instance_that_has_lost_its_memory_refuses_it_and_clears_its_cookies()
    {
        var browser = await SignedInAsync(20_000, 10_000);
        await AddGatewayAsync("app.example.test");

        var answer = await browser.FetchAsync("GET", Echo);

        if (IsShared)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return;
        }

        await answer.RefusedAsync(401, "not_authenticated", "login");
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
    }

    [Theory]
    [InlineData("__Host-te-session", "__Host-te-refresh")]
    [InlineData("__Host-te-refresh", "__Host-te-session")]
    public async Task A_ticket_under_the_other_name_is_no_cookie(string from, string to)
    {
        var browser = await SignedInAsync(16_000, 16_000);
        var ticket = browser.Cookies.Single(cookie => cookie.Name == from);
        browser.Plant(ticket with { Name = to });
        Clock.Advance(TimeSpan.FromSeconds(300));

        var answer = await browser.FetchAsync("GET", Echo);

        await answer.RefusedAsync(401, to == "__Host-te-session" ? "not_authenticated" : "session_expired", "login");
        Assert.Equal((1, 0), (ProviderCalls("token"), ApiCalls));
    }

    [Fact]
    public async Task The_refresh_ticket_of_another_user_is_not_used()
    {
        var (alice, bob) = (await SignedInAsync(16_000, 16_000), await SignedInAsync(16_000, 16_000, "bob"));
        alice.Plant(bob.Cookies.Single(cookie => cookie.Name == "__Host-te-refresh"));
        Clock.Advance(TimeSpan.FromSeconds(300));

        await (await alice.FetchAsync("GET", Echo)).RefusedAsync(401, "session_expired", "login");

        await bob.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_login_with_a_long_return_path_makes_room_for_its_transaction()
    {
        var browser = await SignedInAsync(4_000, 0);
        Assert.Contains(browser.Cookies, cookie => cookie.Name == "__Host-te-session.1");

        var callback = await browser.AuthorizeAsync("alice", new { loginHint = "alice", returnUrl = "/" + new string('a', 2_047) });

        await browser.ActsAsAsync("alice");
        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        await browser.ActsAsAsync("alice");
    }

    private async Task<Browser> SignedInAsync(int accessToken, int refreshToken, string user = "alice")
    {
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (accessToken, refreshToken);
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }
}
