using System.Text.Json;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Tokens that need more than one cookie.</summary>
public sealed class LargeTokenTests : TestStand
{
    private const string Session = "__Host-te-session";

    [Fact]
    public async Task Tokens_of_every_size_up_to_the_limit_come_back_whole()
    {
        var browser = await SignedInAsync();

        for (var size = 1; size < 32_000; size += 1_597)
        {
            await AssertRoundTripAsync(browser, size);
        }
    }

    [Fact]
    public async Task Around_the_length_of_one_cookie_every_size_comes_back_whole()
    {
        var browser = await SignedInAsync();
        var edge = await EdgeAsync(browser);

        for (var size = edge - 8; size < edge + 8; size++)
        {
            await AssertRoundTripAsync(browser, size);
        }
    }

    [Fact]
    public async Task A_cookie_that_shrinks_leaves_no_piece_behind()
    {
        var browser = await SignedInAsync();
        await RenewAsync(browser, 4_000);
        Assert.Equal(2, browser.Cookies.Count(cookie => cookie.Name.StartsWith(Session, StringComparison.Ordinal)));

        await RenewAsync(browser, 10);

        Assert.Equal([Session], browser.Cookies.Select(cookie => cookie.Name).Where(name => name.StartsWith(Session, StringComparison.Ordinal)));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(".1")]
    [InlineData(".2")]
    public async Task A_piece_that_is_missing_means_that_nobody_is_signed_in_and_the_rest_is_cleared(string piece)
    {
        var browser = await SignedInAsync();
        await RenewAsync(browser, 4_000);
        browser.Forget(cookie => cookie.Name == Session + piece);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        await answer.RefusedAsync(401, "not_authenticated", "login");
        Assert.DoesNotContain(browser.Cookies, cookie => cookie.Host == "app.example.test");
    }

    [Fact]
    public async Task Pieces_of_two_sessions_do_not_make_a_third()
    {
        var (alice, bob) = (await SignedInAsync("alice"), await SignedInAsync("bob"));
        await RenewAsync(alice, 4_000);
        await RenewAsync(bob, 4_000);
        alice.Plant(bob.Cookies.Single(cookie => cookie.Name == Session + ".2"));

        Assert.False(await alice.IsSignedInAsync());
    }

    [Fact]
    public async Task Tokens_beyond_32_KB_are_a_misconfiguration_and_the_session_is_kept()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(Token(40_000));

        var answer = await browser.FetchAsync("POST", "/api/auth/refresh");

        await answer.RefusedAsync(503, "misconfigured");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task While_the_old_token_lives_tokens_beyond_32_KB_cost_no_call_and_few_refreshes()
    {
        var browser = await SignedInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(Token(40_000, "rotated") with { Count = 100 });

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((2, 10), (ProviderCalls("token"), ApiCalls));
        Clock.Advance(TimeSpan.FromSeconds(40));
        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(503, "misconfigured", "retry");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_refresh_token_that_came_with_tokens_beyond_32_KB_is_the_one_that_is_used_next()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(Token(40_000, "rotated"));
        await (await browser.FetchAsync("POST", "/api/auth/refresh")).RefusedAsync(503, "misconfigured");
        Provider.Faults.Add(Token(10));

        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);

        Assert.Equal(RequestLog.Hash("rotated"), Log.Of("provider").Last(row => row.Endpoint == "token").Form["refresh_token"]);
    }

    private async Task<Browser> SignedInAsync(string user = "alice")
    {
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }

    private static Fault Token(int size, string? refreshToken = null) => new("token", 200, Body: JsonSerializer.Serialize(
        new { access_token = new string('t', size), token_type = "Bearer", expires_in = 300, refresh_token = refreshToken }));

    private async Task RenewAsync(Browser browser, int size)
    {
        Provider.Faults.Add(Token(size));
        var answer = await browser.FetchAsync("POST", "/api/auth/refresh");
        Assert.True((int)answer.StatusCode == 200, $"{size}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task AssertRoundTripAsync(Browser browser, int size)
    {
        await RenewAsync(browser, size);
        var seen = "";
        var api = Network["api.example.test"];
        Network.Add("api.example.test", new ScriptedServer(request =>
        {
            seen = request.Headers.Authorization!.Parameter!;
            return ScriptedServer.Answer(System.Net.HttpStatusCode.OK);
        }));
        await browser.FetchAsync("GET", "/api/proxy/echo/anything");
        Network.Add("api.example.test", api);
        Assert.Equal(size, seen.Length);
    }

    /// <summary>The largest token that still fits one cookie.</summary>
    private async Task<int> EdgeAsync(Browser browser)
    {
        var (fits, not) = (1_000, 4_000);
        while (not - fits > 1)
        {
            var middle = (fits + not) / 2;
            await RenewAsync(browser, middle);
            (fits, not) = browser.Cookies.Any(cookie => cookie.Name == Session) ? (middle, not) : (fits, middle);
        }

        return fits;
    }
}
