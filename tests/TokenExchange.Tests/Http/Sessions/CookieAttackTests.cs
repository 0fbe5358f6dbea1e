using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Cookies that somebody has changed: not there, one answer for all, cleared, never a 500.</summary>
public sealed class CookieAttackTests : TestStand
{
    private const string Session = "__Host-te-session";
    private const string Refresh = "__Host-te-refresh";

    [Fact]
    public async Task Any_flipped_byte_is_no_cookie_and_all_of_them_look_alike()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var genuine = browser.Cookies.Single(cookie => cookie.Name == Session);
        var answers = new HashSet<string>();

        for (var i = 0; i < genuine.Value.Length; i += i < 60 ? 1 : 13)
        {
            var flipped = genuine.Value[i] == 'A' ? 'B' : 'A';
            var thief = NewBrowser();
            thief.Plant(genuine with { Value = genuine.Value[..i] + flipped + genuine.Value[(i + 1)..] });
            var answer = await thief.FetchAsync("GET", "/api/proxy/echo/anything");
            var body = await answer.JsonAsync();
            answers.Add($"{(int)answer.StatusCode} {body.GetProperty("code")} {body.GetProperty("title")} {thief.Cookies.Count}");
        }

        Assert.Equal(["401 not_authenticated Sign-in required. 0"], answers);
        Assert.Equal(0, ApiCalls);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("....")]
    [InlineData("%00%0d%0a")]
    [InlineData("\"quoted\"")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("2.AAAA")]
    [InlineData("={}[]")]
    [InlineData("\u00e9\u00e9")]
    public async Task Nonsense_in_the_place_of_a_session_is_no_cookie(string value)
    {
        foreach (var (method, path) in new[] { ("GET", "/api/proxy/echo/anything"), ("POST", "/api/auth/refresh") })
        {
            var answer = await NewBrowser().FetchAsync(method, path, change: request => request.Headers.TryAddWithoutValidation("Cookie", $"{Session}={value}; {Refresh}={value}"));
            await answer.RefusedAsync(401, "not_authenticated", "login");
        }
    }

    [Fact]
    public async Task The_session_cookie_does_not_open_as_the_refresh_cookie_nor_the_other_way_round()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var (session, refresh) = (browser.Cookies.Single(cookie => cookie.Name == Session), browser.Cookies.Single(cookie => cookie.Name == Refresh));

        browser.Plant(refresh with { Value = session.Value });
        var renewed = await browser.FetchAsync("POST", "/api/auth/refresh");
        var isCleared = browser.Cookies.All(cookie => cookie.Name != Refresh);
        browser.Plant(session with { Value = refresh.Value });
        var asked = await browser.IsSignedInAsync();

        Assert.Equal(200, (int)renewed.StatusCode); // the session lives as long as its access token
        Assert.True(isCleared, "A refresh cookie that does not open stays in the browser.");
        Assert.False(asked);
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task The_refresh_cookie_of_another_user_is_not_used()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync("alice");
        await bob.SignInAsync("bob");
        alice.Plant(bob.Cookies.Single(cookie => cookie.Name == Refresh));
        var calls = ProviderCalls("token");

        var renewed = await (await alice.FetchAsync("POST", "/api/auth/refresh")).JsonAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));
        var call = await alice.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal("88421113", renewed.GetProperty("claims").GetProperty("sub").GetString());
        await call.RefusedAsync(401, "session_expired");
        Assert.Equal((calls, 0), (ProviderCalls("token"), ApiCalls));
    }

    [Theory]
    [InlineData("__host-te-session")]
    [InlineData("__HOST-TE-SESSION")]
    [InlineData("__%48ost-te-session")]
    [InlineData("\u00a0__Host-te-session")]
    [InlineData("__Host-te-session\u0085")]
    [InlineData("__Host-te-session.0")]
    [InlineData("__Host-te-session.1")]
    [InlineData("$__Host-te-session")]
    public async Task A_name_that_only_resembles_ours_is_not_ours(string name)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var value = browser.Cookies.Single(cookie => cookie.Name == Session).Value;

        var alone = await NewBrowser().FetchAsync("GET", "/api/auth/session", change: request => request.Headers.TryAddWithoutValidation("Cookie", $"{name}={value}"));
        var beside = await NewBrowser().FetchAsync(
            "GET", "/api/auth/session", change: request => request.Headers.TryAddWithoutValidation("Cookie", $"{name}=x; {Session}={value}; {name}=y"));

        Assert.False((await alone.JsonAsync()).GetProperty("isAuthenticated").GetBoolean());
        Assert.True((await beside.JsonAsync()).GetProperty("isAuthenticated").GetBoolean());
    }

    [Fact]
    public async Task A_name_that_comes_twice_is_ambiguous_and_so_not_there()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        await alice.SignInAsync("alice");
        await bob.SignInAsync("bob");
        var both = $"{Session}={bob.Cookies.Single(cookie => cookie.Name == Session).Value}; {Session}={alice.Cookies.Single(cookie => cookie.Name == Session).Value}";

        var answer = await NewBrowser().FetchAsync("GET", "/api/auth/session", change: request => request.Headers.TryAddWithoutValidation("Cookie", both));

        Assert.False((await answer.JsonAsync()).GetProperty("isAuthenticated").GetBoolean());
    }

    [Fact]
    public async Task Cookies_on_several_lines_are_one_list()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var cookies = browser.Cookies.Where(cookie => cookie.Host == "app.example.test").Select(cookie => $"{cookie.Name}={cookie.Value}").ToList();

        var answer = await NewBrowser().FetchAsync("POST", "/api/auth/refresh", change: request => request.Headers.TryAddWithoutValidation("Cookie", ["a=b", .. cookies, "c=d; e"]));

        Assert.True((await answer.JsonAsync()).GetProperty("isAuthenticated").GetBoolean());
    }
}
