using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary><c>Sessions:NotBefore</c>: one setting ends every session that began earlier, on every instance that was started with it.</summary>
public sealed class NotBeforeTests : TestStand
{
    private const string Host = "app.example.test";

    [Fact]
    public async Task A_session_that_began_earlier_has_ended()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await RestartAsync(Clock.GetUtcNow());

        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(0, ApiCalls);
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == Host);
    }

    [Fact]
    public async Task It_is_not_renewed_either()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await RestartAsync(Clock.GetUtcNow());

        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_copy_of_its_cookies_is_of_no_use_after_the_user_has_signed_in_again()
    {
        var (browser, thief) = (NewBrowser(), NewBrowser());
        await browser.SignInAsync();
        foreach (var cookie in browser.Cookies.Where(cookie => cookie.Host == Host))
        {
            thief.Plant(cookie);
        }

        Clock.Advance(TimeSpan.FromMinutes(1));
        await RestartAsync(Clock.GetUtcNow());
        await browser.SignInAsync();

        await (await thief.FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "session_revoked");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_that_began_at_that_moment_or_later_lives()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        await RestartAsync(Clock.GetUtcNow());

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_login_that_was_under_way_completes()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Clock.Advance(TimeSpan.FromSeconds(30));

        await RestartAsync(Clock.GetUtcNow());

        Assert.Equal(200, (int)(await browser.ExchangeAsync(callback)).StatusCode);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_out_of_it_still_revokes_its_refresh_token_and_ends_the_providers_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RestartAsync(Clock.GetUtcNow());

        var answer = await (await browser.FetchAsync("POST", "/api/auth/logout")).JsonAsync();

        Assert.NotNull(answer.GetProperty("logoutUrl").GetString());
        Assert.Equal(1, ProviderCalls("revoke"));
    }

    [Fact]
    public async Task Until_a_moment_in_the_future_nobody_stays_signed_in()
    {
        var browser = NewBrowser();
        await RestartAsync(Clock.GetUtcNow().AddMinutes(5));
        await browser.SignInAsync();
        var before = await browser.IsSignedInAsync();

        Clock.Advance(TimeSpan.FromMinutes(5));
        await browser.SignInAsync();

        Assert.Equal((false, true), (before, await browser.IsSignedInAsync()));
    }

    /// <summary>The app as it starts again with the setting.</summary>
    private Task RestartAsync(DateTimeOffset notBefore)
    {
        Settings["TokenExchange:Sessions:NotBefore"] = notBefore.ToString("O");
        return AddGatewayAsync(Host);
    }
}
