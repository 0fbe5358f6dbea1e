using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A login after a login, both around the length at which a value no longer fits into one cookie.</summary>
public sealed class CookieLengthTests : LoginStand
{
    private const int MaxValue = 3800;

    [Theory]
    [InlineData(CompletedBy.Callback)]
    [InlineData(CompletedBy.Exchange)]
    public async Task Whoever_completed_the_last_login_acts_at_every_size_around_the_length_of_one_cookie(CompletedBy way)
    {
        var edge = await EdgeAsync(way);
        int[] sizes = [1, edge - 1, edge, edge + 1, edge + 2, (edge * 2) + 1];

        foreach (var (before, after) in sizes.SelectMany(before => sizes.Select(after => (before, after))))
        {
            var browser = NewBrowser();
            await SignInAsync(browser, way, "alice", before);
            await SignInAsync(browser, way, "bob", after);
            await browser.ActsAsAsync("bob", $"{before} then {after}, edge {edge}");
        }
    }

    [Fact]
    public async Task The_longest_value_of_one_cookie_is_one_cookie_and_one_more_makes_two()
    {
        var edge = await EdgeAsync(CompletedBy.Callback);

        Assert.InRange(Assert.Single(await HeldAsync(CompletedBy.Callback, edge)).Value.Length, MaxValue - 3, MaxValue);
        Assert.Equal(2, (await HeldAsync(CompletedBy.Callback, edge + 3)).Count);
    }

    /// <summary>The longest claim with which a session still fits into one cookie.</summary>
    private async Task<int> EdgeAsync(CompletedBy way)
    {
        var (fits, not) = (1_000, 4_000);
        while (not - fits > 1)
        {
            var middle = (fits + not) / 2;
            (fits, not) = (await HeldAsync(way, middle)).Count == 1 ? (middle, not) : (fits, middle);
        }

        return fits;
    }

    private async Task<List<BrowserCookie>> HeldAsync(CompletedBy way, int size)
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "bob", size);
        return [.. browser.Cookies.Where(cookie => cookie.Name.StartsWith("__Host-te-session", StringComparison.Ordinal))];
    }
}
