using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A completed login replaces every earlier session of the browser, whatever form its cookies have and whether or not they travelled.</summary>
public abstract class ReplacementTests(CompletedBy way) : LoginStand(way == CompletedBy.FormPost)
{
    private const int Large = 4_000;

    /// <summary>More than the cookies take: what is kept of it is a ticket.</summary>
    private const int VeryLarge = 7_500;


    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, Large)]
    [InlineData(0, VeryLarge)]
    [InlineData(Large, 0)]
    [InlineData(VeryLarge, Large)]
    [InlineData(Large, VeryLarge)]
    [InlineData(Large, Large)]
    public async Task Whoever_completed_the_last_login_acts(int before, int after)
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice", before);

        await SignInAsync(browser, way, "bob", after);

        await browser.ActsAsAsync("bob");
        var names = browser.Cookies.Where(cookie => cookie.Name.StartsWith("__Host-te-session", StringComparison.Ordinal)).Select(cookie => cookie.Name);
        Assert.Equal(after != Large, names.Contains("__Host-te-session"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(VeryLarge)]
    public async Task A_copy_of_the_earlier_session_is_worth_nothing(int size)
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice", size);
        var copy = browser.Copy();

        await SignInAsync(browser, way, "bob");

        await (await copy.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "session_revoked", "login");
        Assert.False(await copy.IsSignedInAsync());
        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_fresher_login_of_the_same_user_is_the_session_from_then_on()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice");
        var before = (await browser.SessionAsync()).GetProperty("session").GetProperty("id").GetString();

        await SignInAsync(browser, way, "alice", VeryLarge);

        Assert.NotEqual(before, (await browser.SessionAsync()).GetProperty("session").GetProperty("id").GetString());
        Assert.Equal(0, ProviderCalls("revoke"));
        Clock.Advance(TimeSpan.FromSeconds(300));
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task After_an_idle_expiry_the_first_call_after_a_login_is_signed_in()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice");
        Clock.Advance(TimeSpan.FromMinutes(61));

        await SignInAsync(browser, way, "alice", VeryLarge);

        await browser.ActsAsAsync("alice");
    }

    [Theory]
    [InlineData(20_000, 10)]
    [InlineData(10, 40_000)]
    public async Task A_login_whose_tokens_are_too_large_is_refused_and_sets_and_ends_nothing(int claim, int refreshToken)
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice");
        var complete = await BeginAsync(browser, way, "bob");
        LengthenRefreshTokens(refreshToken);

        var refused = await CompleteAsync(complete, claim);

        Assert.False(HasCompleted(refused));
        Assert.Empty(refused.SetsOfSession());
        await browser.ActsAsAsync("alice");
        Assert.Equal(0, ProviderCalls("revoke"));
    }

    [Fact]
    public async Task The_refresh_token_of_the_replaced_account_is_revoked_at_the_provider()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice");
        await browser.FetchAsync("POST", "/api/auth/refresh");

        await SignInAsync(browser, way, "bob");

        var revoked = Assert.Single(Log.Of("provider"), row => row.Endpoint == "revoke").Form["token"];
        Assert.DoesNotContain(Log.Of("provider"), row => row.Endpoint == "token" && row.Form.TryGetValue("refresh_token", out var used) && used == revoked);
        Clock.Advance(TimeSpan.FromSeconds(300));
        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_provider_that_hangs_while_the_replaced_account_is_revoked_holds_a_login_up_for_two_seconds()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice");
        var complete = await BeginAsync(browser, way, "bob");
        Provider.Faults.Add(new Fault("revoke", 500, DelayMs: 60_000));
        var login = complete();
        await Task.WhenAll(Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60)), Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2)));

        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(HasCompleted(await login));
        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task Of_two_logins_that_were_begun_by_a_browser_without_a_session_the_one_completed_last_counts()
    {
        var browser = NewBrowser();
        var (first, second) = (await BeginAsync(browser, way, "alice"), await BeginAsync(browser, way, "bob"));
        await second();
        var copy = browser.Copy();

        await CompleteAsync(first, Large);

        await browser.ActsAsAsync("alice");
        Assert.False(await copy.IsSignedInAsync());
    }

    [Fact]
    public async Task The_late_answer_to_a_call_of_the_account_before_does_not_bring_it_back()
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice");
        Clock.Advance(TimeSpan.FromSeconds(250)); // the call renews the token
        Api.Faults.Add(new Fault(DelayMs: 90_000, Path: "slowly"));
        var slow = browser.FetchAsync("GET", "/api/proxy/echo/anything/slowly");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(90));
        await SignInAsync(browser, way, "bob", Large);

        Clock.Advance(TimeSpan.FromSeconds(90));
        var late = await slow;

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Empty(late.SetsOfSession());
        await browser.ActsAsAsync("bob");
    }

    [Theory]
    [InlineData("GET", "/api/auth/session")]
    [InlineData("GET", "/api/proxy/echo/anything")]
    [InlineData("GET", "/api/proxy/partner/anything")]
    [InlineData("POST", "/api/auth/refresh")]
    [InlineData("POST", "/api/auth/logout")]
    public async Task A_request_that_still_carries_the_account_before_changes_nothing_of_the_new_one(string method, string path)
    {
        var browser = NewBrowser();
        await SignInAsync(browser, way, "alice", Large);
        var before = browser.SessionCookies();
        await SignInAsync(browser, way, "bob");

        var late = await browser.FetchAsync(method, path, change: request => request.Headers.TryAddWithoutValidation("Cookie", before));

        Assert.Empty(late.SetsOfSession());
        await browser.ActsAsAsync("bob");
    }
}

/// <summary>The page completes the logins.</summary>
public sealed class ReplacementByExchangeTests() : ReplacementTests(CompletedBy.Exchange);

/// <summary>The service completes them, and the earlier session's cookies do not travel.</summary>
public sealed class ReplacementAtCallbackTests() : ReplacementTests(CompletedBy.Callback);

/// <summary>The service completes them, and the earlier session's cookies travel.</summary>
public sealed class ReplacementAtSilentCallbackTests() : ReplacementTests(CompletedBy.SilentCallback);

/// <summary>The provider's page posts the answer.</summary>
public sealed class ReplacementByFormPostTests() : ReplacementTests(CompletedBy.FormPost);
