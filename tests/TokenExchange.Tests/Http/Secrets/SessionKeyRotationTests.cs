using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The key that seals cookies changes (ADR 0014).</summary>
public sealed class SessionKeyRotationTests : TestStand
{
    [Fact]
    public async Task Cookies_of_the_old_key_still_open_and_the_new_one_seals_as_soon_as_it_is_known()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var old = KeyId(browser);
        Vault.Put("session-key", Canary("next-session-key"));
        Clock.Advance(TimeSpan.FromMinutes(5)); // the next use reads the vault
        var after = NewBrowser();
        await after.SignInAsync();

        Assert.True(await browser.IsSignedInAsync());
        Assert.NotEqual(old, KeyId(after));
    }

    [Fact]
    public async Task A_login_after_a_rotation_outlives_the_old_version()
    {
        var before = NewBrowser();
        await before.SignInAsync();
        Vault.Put("session-key", Canary("next-session-key"));
        Clock.Advance(TimeSpan.FromMinutes(5));
        var after = NewBrowser();
        await after.SignInAsync("bob");

        Vault.SetEnabled("session-key", SessionKey, false);
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(await after.IsSignedInAsync());
        Assert.False(await before.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_moves_to_the_new_key_while_it_is_used()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var old = KeyId(browser);
        Vault.Put("session-key", Canary("next-session-key"));
        Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.SessionAsync();
        Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.SessionAsync();
        Vault.SetEnabled("session-key", SessionKey, false);
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.NotEqual(old, KeyId(browser));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Disabling_a_version_ends_its_sessions_and_clears_their_cookies()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Put("session-key", Canary("next-session-key"));
        Vault.SetEnabled("session-key", SessionKey, false);
        Clock.Advance(TimeSpan.FromMinutes(6));

        var call = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        await call.RefusedAsync(401, "not_authenticated", "login");
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task The_end_of_a_version_ends_its_sessions_without_a_word_from_the_vault()
    {
        var until = Clock.GetUtcNow().AddMinutes(2);
        Vault.SetEnabled("session-key", SessionKey, false);
        Vault.Put("session-key", Canary("short-lived"), expires: until);
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();
        await browser.SignInAsync();

        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_version_before_its_time_does_not_seal()
    {
        Vault.Put("session-key", Canary("to-come"), notBefore: Clock.GetUtcNow().AddMinutes(20));
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();
        await browser.SignInAsync();
        var first = KeyId(browser);

        Clock.Advance(TimeSpan.FromMinutes(19));
        await browser.SignInAsync();
        Assert.Equal(first, KeyId(browser));
        Clock.Advance(TimeSpan.FromMinutes(7));
        await browser.SignInAsync();

        Assert.NotEqual(first, KeyId(browser));
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_said_to_be_a_misconfiguration()
    {
        Vault.SetEnabled("session-key", SessionKey, false);
        Vault.Put("session-key", "short");
        await AddGatewayAsync("app.example.test");

        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" });

        await answer.RefusedAsync(503, "misconfigured", "retry");
    }

    [Fact]
    public async Task Two_rotations_close_together_lose_no_session()
    {
        var browsers = new List<Browser>();
        for (var i = 0; i < 4; i++)
        {
            var browser = NewBrowser();
            await browser.SignInAsync();
            browsers.Add(browser);
            Vault.Put("session-key", Canary($"session-key-{i}"));
            Clock.Advance(TimeSpan.FromMinutes(4));
        }

        foreach (var browser in browsers)
        {
            Assert.True(await browser.IsSignedInAsync());
        }
    }

    private static string KeyId(Browser browser) => browser.Cookies.Single(cookie => cookie.Name == "__Host-te-session").Value[..12];
}
