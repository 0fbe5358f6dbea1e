using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A session that has ended is remembered for as long as a copy of its cookie could live.</summary>
public sealed class EndedCopyTests() : TestStand(settings =>
{
    settings["TokenExchange:Sessions:AbsoluteLifetime"] = "08:00:00";
    settings["TokenExchange:Sessions:IdleLifetime"] = "08:00:00";
})
{
    [Fact]
    public async Task A_copy_of_the_cookies_is_refused_until_the_session_would_have_ended()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await browser.FetchAsync("POST", "/api/auth/logout");

        Clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(1));

        await (await copy.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");
    }
}
