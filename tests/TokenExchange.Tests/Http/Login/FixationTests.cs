using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A login begins a new session and ends the one before.</summary>
public sealed class FixationTests : TestStand
{
    [Fact]
    public async Task Every_login_has_a_new_session_and_a_copy_of_the_one_before_is_worth_nothing()
    {
        var browser = NewBrowser();
        var first = await browser.SignInAsync("alice");
        var copy = browser.Copy();

        var second = await browser.SignInAsync("alice");

        Assert.NotEqual(Id(first), Id(second));
        await (await copy.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Cookies_planted_before_a_login_are_not_the_ones_after_it()
    {
        var attacker = NewBrowser();
        await attacker.SignInAsync("bob");
        var victim = NewBrowser();
        foreach (var cookie in attacker.Cookies.Where(cookie => cookie.Host == "app.example.test"))
        {
            victim.Plant(cookie);
        }

        var session = await victim.SignInAsync("alice");

        Assert.Equal("88421113", session.GetProperty("claims").GetProperty("sub").GetString());
        Assert.False(await attacker.IsSignedInAsync());
    }

    [Fact]
    public async Task A_login_that_fails_leaves_the_session_that_there_was()
    {
        var browser = NewBrowser();
        var before = await browser.SignInAsync("alice");

        await browser.ExchangeAsync($"{AppOrigin}/callback?code=x&state=y&iss={ProviderOrigin}");

        Assert.Equal(Id(before), Id(await browser.SessionAsync()));
    }

    [Fact]
    public async Task The_name_of_a_session_is_neither_its_cookie_nor_changes_while_it_lives()
    {
        var browser = NewBrowser();
        var session = await browser.SignInAsync();

        var renewed = await (await browser.FetchAsync("POST", "/api/auth/refresh")).JsonAsync();

        Assert.Equal(Id(session), Id(renewed));
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Value.Contains(Id(session), StringComparison.Ordinal));
    }

    private static string Id(System.Text.Json.JsonElement view) => view.GetProperty("session").GetProperty("id").GetString()!;
}
