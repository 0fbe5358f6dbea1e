using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Access tokens are renewed: once, ahead of time, and without losing what was rotated.</summary>
public sealed class RefreshTests : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_is_renewed_again_and_again_whether_the_provider_rotates_or_not(bool rotate)
    {
        Provider.Grants.Rules = new RefreshRules(rotate);
        var browser = NewBrowser();
        await browser.SignInAsync();

        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(299));
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
        }

        var tokens = Log.Of("provider").Where(row => row.Endpoint == "token").Skip(1).Select(row => row.Form["refresh_token"]).ToList();
        Assert.Equal(5, tokens.Count);
        Assert.Equal(rotate ? 5 : 1, tokens.Distinct().Count());
    }

    [Fact]
    public async Task Fifty_requests_at_the_expiry_cause_one_call_and_all_succeed()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => browser.FetchAsync("GET", Address)));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Equal(2, ProviderCalls("token"));
        Assert.Equal(50, ApiCalls);
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Fact]
    public async Task A_request_that_comes_a_little_late_with_the_old_cookie_gets_the_same_result()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var late = browser.Copy();
        await browser.FetchAsync("POST", "/api/auth/refresh");
        Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(200, (int)(await late.FetchAsync("POST", "/api/auth/refresh")).StatusCode);

        Assert.Equal(2, ProviderCalls("token"));
        Assert.Equal(200, (int)(await late.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Fact]
    public async Task A_token_is_renewed_ahead_of_its_expiry_and_used_on_while_the_provider_is_down()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Provider.Faults.Add(new Fault("token", 500, Count: 3));

        Clock.Advance(TimeSpan.FromSeconds(239));
        await browser.FetchAsync("GET", Address);
        Assert.Equal(1, ProviderCalls("token"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(2, ProviderCalls("token"));
        Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await (await browser.FetchAsync("GET", Address)).RefusedAsync(503, "provider_unavailable", "retry");
    }

    [Fact]
    public async Task A_provider_that_hangs_holds_nobody_up_while_the_token_lives_and_its_late_answer_is_used()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(new Fault("token", DelayMs: 7_000)); // not 8: that is how long the caches' own reads may take

        var call = browser.FetchAsync("GET", Address);
        await Task.WhenAll(Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7)), Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2)));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (int)(await call).StatusCode);
        Assert.Single(Log.Of("api").Select(row => row.Headers["Authorization"]).Distinct());

        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(2, ProviderCalls("token"));
        Assert.Equal(2, Log.Of("api").Select(row => row.Headers["Authorization"]).Distinct().Count());
    }

    [Fact]
    public async Task A_provider_that_fails_is_left_in_peace_for_a_while_as_long_as_the_token_lives()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(new Fault("token", 503, Count: 100));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
        }

        Assert.Equal(2, ProviderCalls("token"));
        Clock.Advance(TimeSpan.FromSeconds(5));
        await browser.FetchAsync("GET", Address);
        Assert.Equal(3, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_client_that_leaves_during_a_renewal_does_not_lose_the_rotated_token()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", DelayMs: 5_000));
        using var leaves = new CancellationTokenSource();
        var left = browser.FetchAsync("GET", Address, leaves: leaves.Token);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        await leaves.CancelAsync();
        await Record.ExceptionAsync(() => left); // whether it sees an end or nothing, the browser is gone

        var next = browser.FetchAsync("GET", Address);
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(200, (int)(await next).StatusCode);
        Assert.Equal(2, ProviderCalls("token"));
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Fact]
    public async Task Without_a_session_nothing_is_renewed()
    {
        await (await NewBrowser().FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "not_authenticated", "login");

        Assert.Equal(0, ProviderCalls("token"));
    }
}
