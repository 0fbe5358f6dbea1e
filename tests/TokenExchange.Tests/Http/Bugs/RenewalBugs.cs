using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Races around the renewal of access tokens.</summary>
public sealed class RenewalBugs : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task A_request_that_comes_late_with_the_old_cookie_is_not_told_a_longer_life_of_the_token()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var late = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(250));
        await browser.FetchAsync("POST", "/api/auth/refresh");
        Clock.Advance(TimeSpan.FromSeconds(50));

        var answer = await (await late.FetchAsync("POST", "/api/auth/refresh")).JsonAsync();

        Assert.Equal(2, ProviderCalls("token"));
        Assert.InRange(answer.GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64(), 240, 250);
    }

    [Fact]
    public async Task A_slow_call_that_the_upstream_refuses_long_after_a_renewal_does_not_end_the_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(235));
        Api.Faults.Add(new Fault(DelayMs: 90_000, Path: "unauthorized-once"));
        var slow = browser.FetchAsync("GET", "/api/proxy/echo/unauthorized-once?key=1");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(90));
        Clock.Advance(TimeSpan.FromSeconds(10));
        await browser.FetchAsync("GET", Address);
        Assert.Equal(2, ProviderCalls("token"));

        Clock.Advance(TimeSpan.FromSeconds(80));
        await slow;

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Fact]
    public async Task A_session_that_the_provider_ended_is_ended_for_copies_of_its_cookie_too()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var thief = browser.Copy();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));
        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_expired", "login");

        var call = await thief.FetchAsync("GET", "/api/proxy/partner/anything");

        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, call.StatusCode);
    }

    [Fact]
    public async Task A_failure_that_nobody_waited_for_is_not_given_to_the_next_request()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(301));
        Provider.Faults.Add(new Fault("token", 500, DelayMs: 5000));
        using var leaves = new CancellationTokenSource();
        var left = browser.FetchAsync("GET", Address, leaves: leaves.Token);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await leaves.CancelAsync();
        await Record.ExceptionAsync(() => left); // whether it sees an end or nothing, the browser is gone
        var refused = Logs.Lines.Count;
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Settled(() => Logs.Lines.Skip(refused).Any(line => line.Category.EndsWith("GrantRefresh", StringComparison.Ordinal)));

        var next = await browser.FetchAsync("GET", Address);

        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_lost_answer_does_not_make_a_short_lived_token_unusable()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var lost = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(new Fault("token", 200, Body: $$"""{"access_token":"{{Provider.Grants.AddAccessToken(Family(), 20)}}","token_type":"Bearer","expires_in":20}"""));
        await lost.FetchAsync("GET", Address);
        Clock.Advance(TimeSpan.FromSeconds(55));

        var answer = await browser.FetchAsync("GET", Address);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_logout_is_bounded_even_while_a_renewal_hangs()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 500, DelayMs: 60_000));
        Provider.Faults.Add(new Fault("revoke", 500, DelayMs: 61_000));
        var renewal = browser.FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        var logout = browser.Copy().FetchAsync("POST", "/api/auth/logout");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4)); // it waits for the renewal
        await this.SettledAsync();
        Clock.Advance(TimeSpan.FromSeconds(4));
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(61)); // it revokes
        await this.SettledAsync();
        Clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(HttpStatusCode.OK, (await logout).StatusCode);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await (await renewal).RefusedAsync(401, "session_revoked");
    }

    private static TokenExchange.Emulators.Provider.Family Family() => new(
        new TokenExchange.Emulators.Provider.ProviderSession("s", TokenExchange.Emulators.Provider.DevUser.All[0], 0, "1"), "token-exchange-demo");

    private static async Task Settled(Func<bool> isOver)
    {
        for (var i = 0; i < 200_000 && !isOver(); i++)
        {
            await Task.Yield();
        }
    }
}
