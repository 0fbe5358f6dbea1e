using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>A refresh token is used once, whichever instances its requests reach.</summary>
public sealed class OneRefreshTests : InstancesStand
{
    [Fact]
    public async Task Parallel_requests_at_the_expiry_make_one_token_call_and_all_succeed()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));

        var answers = await WaitForEachOtherAsync(Task.WhenAll(Enumerable.Range(0, 60).Select(_ => browser.FetchAsync("GET", Echo))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, Refreshes);
    }

    [Fact]
    public async Task Requests_that_come_late_with_the_old_cookies_get_the_same_result_on_every_instance()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var late = Enumerable.Range(0, 6).Select(_ => browser.Copy()).ToList();
        Clock.Advance(TimeSpan.FromSeconds(300));
        await browser.FetchAsync("GET", Echo);
        Clock.Advance(TimeSpan.FromSeconds(200));

        foreach (var copy in late)
        {
            Assert.Equal(HttpStatusCode.OK, (await copy.FetchAsync("GET", Echo)).StatusCode);
        }

        Assert.Equal(1, Refreshes);
        Assert.Contains(Logs.Lines, line => line.Event == "replay_served");
    }

    [Fact]
    public async Task A_lost_answer_is_given_again_by_another_instance_half_an_hour_later()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var lost = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(240));
        Use(0);
        await lost.FetchAsync("POST", "/api/auth/refresh");
        Clock.Advance(TimeSpan.FromMinutes(30));
        Use(1);

        var answer = await browser.FetchAsync("GET", Echo);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, Refreshes); // the lost one, and the one with the refresh token that it brought
    }

    [Fact]
    public async Task A_copied_cookie_that_comes_after_its_successor_was_used_reaches_the_provider_on_every_instance()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var thief = browser.Copy();
        Use(0);
        await browser.FetchAsync("POST", "/api/auth/refresh");
        await browser.FetchAsync("POST", "/api/auth/refresh");
        Clock.Advance(TimeSpan.FromMinutes(5));
        Use(2);

        var answer = await thief.FetchAsync("POST", "/api/auth/refresh");

        await answer.RefusedAsync(401, "session_expired", "login");
        Assert.Equal(3, Refreshes);
    }

    [Fact]
    public async Task While_another_instance_refreshes_a_living_token_is_used_at_once()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(245));
        Provider.Faults.Add(new Fault("token", DelayMs: 5_000));
        Use(0);
        var slow = browser.Copy().FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Use(1);

        var answer = await browser.FetchAsync("GET", Echo);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(slow.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        Assert.Equal(1, Refreshes);
    }

    [Fact]
    public async Task A_claim_whose_owner_has_ended_is_taken_over_after_its_lease()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", DelayMs: 3_600_000));
        Use(0);
        var dead = browser.Copy().FetchAsync("POST", "/api/auth/refresh");
        await Clock.WaitForTimerAsync(TimeSpan.FromHours(1));
        Storage.Faults.Add(new Fault(Status: 503, Count: 1000, Path: "refresh")); // the claim is never given back
        Clock.Advance(TimeSpan.FromSeconds(9));
        await WaitForEachOtherAsync(dead);
        await LetAttemptsPassAsync();
        Storage.Faults.Clear();
        Use(1);

        var answer = await WaitForEachOtherAsync(browser.FetchAsync("GET", Echo));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, Refreshes);
    }

    [Fact]
    public async Task A_refresh_that_failed_is_tried_again_by_the_next_request_on_another_instance()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"temporarily_unavailable"}"""));
        Use(0);
        await (await browser.FetchAsync("GET", Echo)).RefusedAsync(503, "provider_unavailable", "retry");
        Use(1);

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Echo)).StatusCode);
    }

    [Fact]
    public async Task Each_user_gets_the_tokens_of_that_user_whoever_refreshes_at_the_same_time()
    {
        var browsers = new List<(Browser Browser, string User)>();
        for (var i = 0; i < 30; i++)
        {
            var browser = NewBrowser();
            var user = i % 2 == 0 ? "alice" : "bob";
            await browser.SignInAsync(user);
            browsers.Add((browser, user));
        }

        Clock.Advance(TimeSpan.FromSeconds(300));
        await WaitForEachOtherAsync(Task.WhenAll(browsers.SelectMany(pair => Enumerable.Range(0, 4).Select(_ => pair.Browser.FetchAsync("GET", Echo)))));

        foreach (var (browser, user) in browsers)
        {
            await browser.ActsAsAsync(user);
        }

        Assert.Equal(30, Refreshes);
    }

    [Fact]
    public async Task A_stored_result_that_does_not_open_is_as_good_as_none()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var late = browser.Copy();
        Use(0);
        await browser.FetchAsync("POST", "/api/auth/refresh");
        foreach (var (path, blob) in Storage.Store.Blobs.Where(blob => blob.Key.Contains("refresh/", StringComparison.Ordinal)))
        {
            Storage.Store.Overwrite(path, [.. blob.Content[..^1], (byte)(blob.Content[^1] ^ 1)]);
        }

        Use(1);

        // The provider judges the second use of the refresh token.
        await (await late.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_expired", "login");
    }
}
