using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>What one instance ends is ended on all of them within the poll interval.</summary>
public sealed class EndedEverywhereTests : InstancesStand
{
    private const string Alice = "88421113";

    [Fact]
    public async Task A_copied_cookie_is_refused_at_once_here_and_within_the_poll_interval_elsewhere()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await SeenByAllAsync(copy);
        Use(0);
        await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.Copy().FetchAsync("GET", Echo)).StatusCode);
        Clock.Advance(PollInterval);
        await RefusedByAllAsync(copy);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_back_channel_logout_at_one_instance_ends_the_session_on_all(bool hasSid)
    {
        Provider.TwistNextToken(Twist.Claim("sid", "sid-1"));
        var browser = NewBrowser();
        await browser.SignInAsync();
        await SeenByAllAsync(browser);
        Use(1);
        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(Provider.LogoutToken(Alice, hasSid ? "sid-1" : null))).StatusCode);

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(browser);
    }

    [Fact]
    public async Task A_logout_token_is_taken_once_on_all_instances()
    {
        var token = Provider.LogoutToken(Alice, null);
        var browser = NewBrowser();
        await browser.SignInAsync();
        await SeenByAllAsync(browser);
        Use(0);
        await this.LogOutAsync(token);
        Clock.Advance(PollInterval);
        Use(1);
        await browser.FetchAsync("GET", Echo);

        await (await this.LogOutAsync(token)).RefusedAsync(400, "request_invalid");
    }

    [Fact]
    public async Task An_instance_that_starts_later_knows_what_ended_before()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await browser.FetchAsync("POST", "/api/auth/logout");
        Clock.Advance(TimeSpan.FromMinutes(50)); // the next hour's log has begun

        await AddGatewayAsync("app.example.test");

        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.FetchAsync("GET", Echo)).StatusCode);
    }

    [Fact]
    public async Task A_later_login_replaces_the_sessions_of_its_browser_on_all_instances()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await SeenByAllAsync(copy);
        Use(0);
        await browser.SignInAsync("bob");

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(copy);
        UseAll();
        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task Of_two_logins_that_ran_at_the_same_time_the_later_one_stays_on_all_instances()
    {
        var browser = NewBrowser();
        var first = await browser.AuthorizeAsync("alice");
        var second = await browser.AuthorizeAsync("bob");
        Use(0);
        await browser.ExchangeAsync(second);
        var copy = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Use(1);
        await browser.ExchangeAsync(first);

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(copy);
        UseAll();
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task A_logout_wins_over_a_refresh_that_runs_on_another_instance()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", DelayMs: 7_700));
        Provider.Faults.Add(new Fault("revoke", 400)); // the logout's own, so that the refresh succeeds at the provider
        Use(0);
        var refresh = browser.Copy().FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7.7)); // nothing else waits so long
        Use(1);
        var logout = browser.Copy().FetchAsync("POST", "/api/auth/logout");
        await WaitForEachOtherAsync(logout); // it waits four seconds for the refresh
        Assert.False(refresh.IsCompleted);

        Clock.Advance(TimeSpan.FromSeconds(4));

        await (await refresh).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal(2, ProviderCalls("revoke")); // by the logout the old refresh token, by the refresh the new one
    }

    [Fact]
    public async Task A_user_who_comes_back_after_a_back_channel_logout_elsewhere_stays_signed_in()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Use(0);
        await this.LogOutAsync(Provider.LogoutToken(Alice, null));
        Clock.Advance(PollInterval);
        Use(1);
        await browser.SignInAsync();

        UseAll();
        for (var i = 0; i < 6; i++)
        {
            await browser.ActsAsAsync("alice");
        }
    }
}
