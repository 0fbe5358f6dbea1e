using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A browser that holds a whole cookie and a set of pieces, because answers crossed on their way: the newer one counts, never the older.</summary>
public sealed class CrossedAnswerTests : TestStand
{
    private const string Session = "__Host-te-session";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_sessions_the_one_of_the_later_login_counts(bool laterIsLarge)
    {
        var earlier = await SignedInAsync("alice", isLarge: !laterIsLarge);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await SignedInAsync("bob", isLarge: laterIsLarge);
        PlantAll(later, earlier);

        await later.ActsAsAsync("bob");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_states_of_one_session_the_one_with_the_newer_tokens_counts(bool laterIsLarge)
    {
        var browser = await SignedInAsync("alice", isLarge: !laterIsLarge);
        var before = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(100));
        Provider.TwistNextToken(Twist.Claim("name", new string('n', laterIsLarge ? 4_000 : 5)));
        await browser.FetchAsync("POST", "/api/auth/refresh");
        PlantAll(browser, before);

        var session = await browser.SessionAsync();

        Assert.Equal(300, session.GetProperty("session").GetProperty("accessTokenExpiresIn").GetInt64());
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        Assert.DoesNotContain(Log.Of("provider").Where(row => row.Endpoint == "token").Select(row => row.Form.GetValueOrDefault("refresh_token"))
            .GroupBy(token => token), group => group.Key is not null && group.Count() > 1);
    }

    [Fact]
    public async Task A_set_whose_first_piece_is_newer_than_the_rest_is_not_there()
    {
        var (earlier, later) = (await SignedInAsync("alice", isLarge: true), await SignedInAsync("bob", isLarge: true));
        earlier.Plant(later.Cookies.Single(cookie => cookie.Name == Session + ".1"));

        await earlier.ActsAsAsync(null);
    }

    private static void PlantAll(Browser browser, Browser from)
    {
        foreach (var cookie in from.Cookies.Where(cookie => browser.Cookies.All(other => other.Name != cookie.Name)))
        {
            browser.Plant(cookie);
        }
    }

    private async Task<Browser> SignedInAsync(string user, bool isLarge)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync(user);
        Provider.TwistNextToken(Twist.Claim("name", new string('n', isLarge ? 4_000 : 5)));
        await browser.ExchangeAsync(callback);
        return browser;
    }
}
