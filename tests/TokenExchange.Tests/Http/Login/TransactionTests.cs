using Microsoft.AspNetCore.WebUtilities;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Several logins at once, late ones, and the cookies that hold them.</summary>
public sealed class TransactionTests : TestStand
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Of_six_logins_in_one_browser_the_oldest_is_dropped_and_the_others_can_be_completed(int pause)
    {
        var browser = NewBrowser();
        var callbacks = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            callbacks.Add(await browser.AuthorizeAsync());
            Clock.Advance(TimeSpan.FromMilliseconds(pause)); // a script is quicker than any clock
        }

        var oldest = await browser.ExchangeAsync(callbacks[0]);

        await oldest.RefusedAsync(400, "transaction_missing", "login");
        foreach (var callback in callbacks.Skip(1).Reverse())
        {
            Assert.Equal(200, (int)(await browser.ExchangeAsync(callback)).StatusCode);
        }
    }

    [Theory]
    [InlineData("&error=access_denied", "login_cancelled")]
    [InlineData("&iss=https%3A%2F%2Fevil.test&code=c", "issuer_mismatch")]
    public async Task A_refused_answer_is_the_one_use_of_a_transaction_for_copies_of_its_cookie_too(string answer, string code)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var copy = browser.Copy();
        var state = QueryHelpers.ParseQuery(new Uri(callback).Query)["state"];
        var issuer = answer.Contains("iss", StringComparison.Ordinal) ? "" : "&iss=" + Uri.EscapeDataString(ProviderOrigin);

        var refused = await browser.ExchangeAsync($"{AppOrigin}/callback?state={state}{issuer}{answer}");
        var replayed = await copy.ExchangeAsync(callback);

        Assert.Equal(code, (await refused.JsonAsync()).GetProperty("code").GetString());
        await replayed.RefusedAsync(400, "transaction_missing", "login");
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_login_may_take_ten_minutes_and_no_second_longer()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var hoarder = browser.Copy();
        Clock.Advance(TimeSpan.FromMinutes(10));

        var honest = await browser.ExchangeAsync(callback);
        var hoarded = await hoarder.FetchAsync("POST", "/api/auth/exchange", new { callbackUrl = callback }, request => request.Headers.Add("Cookie", Header(hoarder)));

        await honest.RefusedAsync(400, "transaction_missing");
        await hoarded.RefusedAsync(400, "transaction_missing");
        Assert.Equal(0, ProviderCalls("token"));
    }

    [Fact]
    public async Task The_lifetime_is_sealed_inside_and_not_only_the_browsers_business()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var cookie = Assert.Single(browser.Cookies, cookie => cookie.Host == "app.example.test");
        Clock.Advance(TimeSpan.FromMinutes(10));
        browser.Plant(cookie with { ExpiresAt = Clock.GetUtcNow().AddDays(1) });

        var answer = await browser.ExchangeAsync(callback);

        await answer.RefusedAsync(400, "transaction_expired", "login");
        Assert.DoesNotContain(browser.Cookies, left => left.Host == "app.example.test");
    }

    [Fact]
    public async Task A_transaction_cookie_says_nothing_and_does_not_open_under_another_name()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var cookie = Assert.Single(browser.Cookies, cookie => cookie.Host == "app.example.test");
        var other = await browser.AuthorizeAsync("bob");
        var second = browser.Cookies.Single(found => found.Host == "app.example.test" && found.Name != cookie.Name);
        browser.Plant(second with { Value = cookie.Value });

        var answer = await browser.ExchangeAsync(other);

        await answer.RefusedAsync(400, "transaction_missing");
        Assert.Matches("^__Host-te-tx-[0-9a-f]{8}$", cookie.Name);
        Assert.Equal(200, (int)(await browser.ExchangeAsync(callback)).StatusCode);
    }

    [Fact]
    public async Task Two_exchanges_at_once_cost_one_call_and_give_one_session()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var copies = Enumerable.Range(0, 8).Select(_ => browser.Copy()).ToList();

        var answers = await Task.WhenAll(copies.Select(copy => copy.ExchangeAsync(callback)));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        var sessions = await Task.WhenAll(copies.Select(copy => copy.SessionAsync()));
        Assert.Single(sessions.Select(session => session.GetProperty("session").GetProperty("id").GetString()).Distinct());
        Assert.Equal(1, ProviderCalls("token"));
    }

    private static string Header(Browser browser) => string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));
}
