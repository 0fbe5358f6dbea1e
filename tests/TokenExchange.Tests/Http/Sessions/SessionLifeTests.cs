using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>How long a session lives: its times are inside the ciphertext and do not depend on the browser.</summary>
public sealed class SessionLifeTests() : TestStand(settings =>
{
    settings["TokenExchange:Sessions:AbsoluteLifetime"] = "02:00:00";
    settings["TokenExchange:Sessions:IdleLifetime"] = "00:30:00";
})
{
    [Fact]
    public async Task An_idle_session_ends_although_the_browser_still_has_its_cookie()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        Clock.Advance(TimeSpan.FromMinutes(30));
        var call = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        await call.RefusedAsync(401, "not_authenticated", "login");
        Assert.Equal(0, ApiCalls);
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
    }

    [Fact]
    public async Task A_session_that_is_used_slides_up_to_its_absolute_end_and_not_beyond()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        for (var minute = 0; minute < 119; minute += 17)
        {
            Clock.Advance(TimeSpan.FromMinutes(17) - TimeSpan.FromSeconds(1));
            Assert.True(await browser.IsSignedInAsync(), $"after {minute} minutes");
        }

        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_copy_that_outlives_the_browsers_own_expiry_is_worth_nothing()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var kept = browser.Cookies.Where(cookie => cookie.Host == "app.example.test").ToList();
        var thief = NewBrowser();

        Clock.Advance(TimeSpan.FromHours(2));
        foreach (var cookie in kept)
        {
            thief.Plant(cookie with { ExpiresAt = Clock.GetUtcNow().AddYears(1) });
        }

        await (await thief.FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "not_authenticated");
        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task A_renewal_of_tokens_does_not_prolong_the_absolute_life()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        }

        var left = (await browser.SessionAsync()).GetProperty("session").GetProperty("expiresIn").GetInt64();
        Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(20 * 60, left);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_slow_or_parallel_page_does_not_lose_the_session_by_sliding()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => browser.FetchAsync("GET", "/api/auth/session")));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.True(await browser.IsSignedInAsync());
    }
}
