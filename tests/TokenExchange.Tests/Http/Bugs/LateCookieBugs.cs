using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>A slow API's answer arrives with cookies that were written when its call began.</summary>
public sealed class LateCookieBugs : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task The_late_answer_to_somebody_who_signed_out_does_not_sign_out_who_came_after()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(200)); // long enough ago that the call notes its use in the cookie
        Api.Faults.Add(new Fault(DelayMs: 20_000, Path: "anything"));
        var slow = browser.FetchAsync("GET", Address);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(20));
        await browser.FetchAsync("POST", "/api/auth/logout");
        await browser.SignInAsync("bob");

        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_late_answer_of_a_call_that_refreshed_does_not_bring_old_tokens_back()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var slow = CallSlowlyAsync(browser);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(90));
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        }

        Clock.Advance(TimeSpan.FromSeconds(87));
        var late = await slow;
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.False(late.Headers.Contains("Set-Cookie"));
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
    }

    [Fact]
    public async Task Cookies_that_a_call_clears_because_the_grant_has_ended_are_cleared()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(200));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/unauthorized-once?key=1");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
    }

    [Fact]
    public async Task A_slow_answer_that_nothing_has_overtaken_brings_its_cookies()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var slow = CallSlowlyAsync(browser);
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(90));

        Clock.Advance(TimeSpan.FromSeconds(90));

        Assert.True((await slow).Headers.Contains("Set-Cookie"));
    }

    /// <summary>A call that refreshes before it goes out, and whose answer takes 90 s.</summary>
    private Task<HttpResponseMessage> CallSlowlyAsync(Browser browser)
    {
        Clock.Advance(TimeSpan.FromSeconds(250));
        Api.Faults.Add(new Fault(DelayMs: 90_000, Path: "slowly"));
        return browser.FetchAsync("GET", "/api/proxy/echo/anything/slowly");
    }
}
