using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>Sessions whose tokens are in shared state, on three instances.</summary>
public sealed class LargeSessionTests : InstancesStand
{
    private const string Tickets = "shared-state/ticket/";

    /// <summary>Away from the turn of an hour, where two logs are read.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Clock.Advance(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData(16_384, 16_384)]
    [InlineData(32_000, 60)]
    [InlineData(60, 32_000)]
    public async Task Login_calls_refresh_and_logout_work_on_every_instance(int accessToken, int refreshToken)
    {
        var browser = await SignedInAsync(accessToken, refreshToken);
        await ActsEverywhereAsync(browser);
        Clock.Advance(TimeSpan.FromSeconds(300));
        await ActsEverywhereAsync(browser);
        Assert.Equal(1, Refreshes);
        var copy = browser.Copy();
        await SeenByAllAsync(copy);
        Use(1);

        await browser.FetchAsync("POST", "/api/auth/logout");

        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.Copy().FetchAsync("GET", Echo)).StatusCode);
        Clock.Advance(PollInterval);
        await RefusedByAllAsync(copy);
        Assert.Empty(Payloads());
        Assert.Equal(1, ProviderCalls("revoke"));
    }

    [Fact]
    public async Task A_back_channel_logout_at_one_instance_ends_it_on_all()
    {
        var browser = await SignedInAsync();
        await SeenByAllAsync(browser);
        Use(1);
        await this.LogOutAsync(Provider.LogoutToken("88421113", null));

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(browser);
        Assert.Single(Payloads()); // the session's is deleted when its cookie comes, and the refresh token's expires
    }

    [Fact]
    public async Task Parallel_requests_at_the_expiry_make_one_token_call_and_write_each_payload_once_per_instance()
    {
        var browser = await SignedInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));

        var answers = await WaitForEachOtherAsync(Task.WhenAll(Enumerable.Range(0, 21).Select(_ => browser.FetchAsync("GET", Echo))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((1, 4), (Refreshes, Payloads().Count));
        UseAll();
        await ActsEverywhereAsync(browser);
    }

    [Fact]
    public async Task Late_requests_with_the_old_cookies_work_on_every_instance()
    {
        var browser = await SignedInAsync();
        var late = browser.Copy();
        Clock.Advance(TimeSpan.FromSeconds(250));
        await browser.FetchAsync("GET", Echo);
        Clock.Advance(TimeSpan.FromSeconds(60));

        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            Assert.Equal(HttpStatusCode.OK, (await late.Copy().FetchAsync("GET", Echo)).StatusCode);
        }

        Assert.Equal(1, Refreshes);
    }

    [Fact]
    public async Task Payloads_of_earlier_tokens_are_deleted_and_those_of_late_requests_stay()
    {
        Use(0);
        var browser = await SignedInAsync(20_000, 60);

        for (var i = 0; i < 6; i++)
        {
            await this.SettledAsync(); // what goes on after the answer would run out of its time, and the next request would wait for the pause before its repetition
            Clock.Advance(TimeSpan.FromSeconds(250));
            await browser.FetchAsync("GET", Echo);
        }

        Assert.Equal(2, Payloads().Count);
    }

    [Fact]
    public async Task A_later_login_of_the_browser_deletes_what_it_replaces()
    {
        var browser = await SignedInAsync();
        var replaced = Payloads();
        Use(2);

        await browser.SignInAsync("bob");

        Assert.Empty(Payloads().Intersect(replaced));
        UseAll();
        await browser.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_thousand_calls_read_no_payload_and_small_sessions_never_have_one()
    {
        Use(0);
        var (small, large) = (NewBrowser(), await SignedInAsync());
        await large.FetchAsync("GET", Echo);
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (2_000, 1_000);
        await small.SignInAsync("bob");
        var (before, payloads) = (StoreCalls(), Payloads().Count);

        for (var i = 0; i < 500; i++)
        {
            await Task.WhenAll(large.FetchAsync("GET", Echo), small.FetchAsync("GET", Echo));
        }

        Assert.Equal((0, payloads), (StoreCalls() - before, Payloads().Count));
        Assert.Equal(2, payloads);
    }

    [Theory]
    [InlineData(20_000, 1, 3, 4, 3)]
    [InlineData(16_000, 16_000, 4, 5, 4)]
    public async Task Each_payload_is_one_call_more_of_a_login_a_refresh_and_a_logout(int accessToken, int refreshToken, int login, int refresh, int logout)
    {
        Use(0);
        var first = NewBrowser();
        await first.SignInAsync("bob");
        await first.FetchAsync("GET", Echo);
        await first.FetchAsync("POST", "/api/auth/logout"); // begins the log of this hour
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (accessToken, refreshToken);
        var (browser, other) = (NewBrowser(), NewBrowser());

        var calls = (
            await CallsOfAsync(() => browser.SignInAsync()), await CallsOfAsync(() => browser.FetchAsync("POST", "/api/auth/refresh")));
        await other.SignInAsync();

        Assert.Equal((login, refresh), calls);
        Assert.Equal(logout, await CallsOfAsync(() => other.FetchAsync("POST", "/api/auth/logout")));
    }

    [Fact]
    public async Task A_payload_of_another_user_in_the_place_of_ones_own_is_not_there()
    {
        Use(0);
        var alice = await SignedInAsync(20_000, 60);
        var ofAlice = Payloads().Single();
        var bob = await SignedInAsync(20_000, 60, "bob");
        var ofBob = Payloads().Single(name => name != ofAlice);
        Storage.Store.Overwrite(ofAlice, Storage.Store.Blobs[ofBob].Content);
        Use(1);

        await (await alice.FetchAsync("GET", Echo)).RefusedAsync(401, "not_authenticated", "login");

        Assert.DoesNotContain(alice.Cookies, cookie => cookie.Host == "app.example.test");
        await bob.ActsAsAsync("bob");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    [InlineData(20_000)]
    [InlineData(-1)]
    public async Task A_payload_with_a_flipped_bit_is_not_there_or_as_it_was(int at)
    {
        Use(0);
        var browser = await SignedInAsync(20_000, 60);
        var name = Payloads().Single();
        var content = Storage.Store.Blobs[name].Content.ToArray();
        content[at < 0 ? content.Length + at : at] ^= 1;
        Storage.Store.Overwrite(name, content);
        Use(1);

        var answer = await browser.FetchAsync("GET", Echo);

        if (at is >= 0 and < 16)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode); // expiry and mark of the entry are not part of what is sealed; the session has its own end
            return;
        }

        await answer.RefusedAsync(401, "not_authenticated", "login");
    }

    private async Task<Browser> SignedInAsync(int accessToken = 16_000, int refreshToken = 16_000, string user = "alice")
    {
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (accessToken, refreshToken);
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }

    private async Task ActsEverywhereAsync(Browser browser)
    {
        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            await browser.ActsAsAsync("alice");
        }
    }

    private List<string> Payloads() => [.. Storage.Store.Blobs.Keys.Where(name => name.StartsWith(Tickets, StringComparison.Ordinal))];

    private async Task<int> CallsOfAsync<T>(Func<Task<T>> action)
    {
        var before = StoreCalls();
        await action();
        return StoreCalls() - before;
    }
}
