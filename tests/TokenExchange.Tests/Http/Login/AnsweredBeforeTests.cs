using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A callback that was answered before: a reload, the back button, a bookmark.</summary>
public sealed class AnsweredBeforeTests() : TestStand(settings =>
{
    settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";
    settings["TokenExchange:Login:DefaultReturnPath"] = "/start";
})
{
    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(540)]
    public async Task A_user_who_is_signed_in_goes_to_the_return_path_and_keeps_the_session(int seconds)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await browser.NavigateAsync(callback);
        var session = await IdAsync(browser);
        Clock.Advance(TimeSpan.FromSeconds(seconds));

        var again = await browser.NavigateFromOurPageAsync(callback);

        Assert.Equal("/home", Location(again));
        Assert.Equal(session, await IdAsync(browser));
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task Long_afterwards_the_user_goes_to_the_start_of_the_application()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await browser.NavigateAsync(callback);
        var session = await IdAsync(browser);
        Clock.Advance(TimeSpan.FromMinutes(20));

        var again = await browser.NavigateFromOurPageAsync(callback);

        Assert.Equal("/start", Location(again));
        Assert.Equal(session, await IdAsync(browser));
    }

    [Fact]
    public async Task A_second_code_for_the_same_transaction_leads_to_the_start_of_the_application()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await browser.NavigateAsync(callback);

        var again = await browser.NavigateFromOurPageAsync(callback.Replace("code=", "code=x", StringComparison.Ordinal));

        Assert.Equal("/start", Location(again));
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_cancelled_login_is_not_an_error_again_while_an_earlier_session_lives()
    {
        var browser = NewBrowser();
        await browser.NavigateAsync(await browser.AuthorizeAsync());
        var state = new Uri(await browser.AuthorizeAsync()).Query.TrimStart('?').Split('&').Single(part => part.StartsWith("state=", StringComparison.Ordinal));
        var cancelled = $"/api/auth/callback?error=access_denied&{state}&iss={ProviderOrigin}";

        var first = await browser.NavigateFromOurPageAsync(cancelled);
        var again = await browser.NavigateFromOurPageAsync(cancelled);

        first.ToErrorPage("login_cancelled", "/home");
        Assert.Equal("/home", Location(again));
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task A_transaction_that_is_still_there_makes_no_difference()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var transaction = Assert.Single(browser.Cookies, cookie => cookie.Host == "app.example.test");
        await browser.NavigateAsync(callback);
        Clock.Advance(TimeSpan.FromSeconds(90)); // its result is not given out any more
        browser.Plant(transaction with { ExpiresAt = Clock.GetUtcNow().AddDays(1) });

        var again = await browser.NavigateFromOurPageAsync(callback);

        Assert.Equal("/home", Location(again));
        Assert.Empty(again.SetsOfSession());
    }

    [Fact]
    public async Task Without_a_session_it_is_an_error_that_says_nothing_of_the_login()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        await browser.NavigateAsync(callback);
        await browser.FetchAsync("POST", "/api/auth/logout");

        (await browser.NavigateFromOurPageAsync(callback)).ToErrorPage("transaction_missing");
        (await NewBrowser().NavigateFromOurPageAsync(callback)).ToErrorPage("transaction_missing");
    }

    [Fact]
    public async Task Another_user_s_answer_gives_neither_their_session_nor_their_path_for_a_wrong_code()
    {
        var (alice, bob) = (NewBrowser(), NewBrowser());
        var callback = await alice.AuthorizeAsync("alice", new { loginHint = "alice", returnUrl = "/secret" });
        await alice.NavigateAsync(callback);
        await bob.NavigateAsync(await bob.AuthorizeAsync("bob"));

        var answer = await bob.NavigateFromOurPageAsync(callback.Replace("code=", "code=x", StringComparison.Ordinal));

        Assert.Equal("/start", Location(answer));
        Assert.Empty(answer.SetsOfSession());
        await bob.ActsAsAsync("bob");
    }

    private static string Location(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.GetValues("Location").Single();
    }

    private static async Task<string?> IdAsync(Browser browser) => (await browser.SessionAsync()).GetProperty("session").GetProperty("id").GetString();
}
