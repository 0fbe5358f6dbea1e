using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>The store fails while tokens are in it: nobody is signed out.</summary>
public sealed class LargeSessionOutageTests : InstancesStand
{
    [Fact]
    public async Task An_instance_that_has_the_payload_goes_on_and_another_asks_to_retry_and_keeps_the_cookies()
    {
        var browser = await SignedInAsync();
        Fail();

        Use(0);
        Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(browser.FetchAsync("GET", Echo))).StatusCode);
        Use(1);
        await (await WaitForEachOtherAsync(browser.FetchAsync("GET", Echo))).RefusedAsync(503, "vault_unavailable", "retry");
        Storage.Faults.Clear();

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Echo)).StatusCode);
    }

    [Fact]
    public async Task New_tokens_are_used_before_they_can_be_stored_and_reach_the_cookies_afterwards()
    {
        var browser = await SignedInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        Fail();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(browser.FetchAsync("GET", Echo))).StatusCode);
        }

        Storage.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEmpty((await browser.FetchAsync("GET", Echo)).SetsOfSession());
        Assert.Equal(1, Refreshes);
        Use(1);
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task A_login_whose_tokens_cannot_be_stored_is_completed_by_the_next_try_without_another_token_call()
    {
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (20_000, 10_000);
        Use(0);
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Fail();
        await (await WaitForEachOtherAsync(browser.ExchangeAsync(callback))).RefusedAsync(503, "vault_unavailable", "retry");
        Storage.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);

        Assert.Equal(1, ProviderCalls("token"));
        await browser.ActsAsAsync("alice");
    }

    [Fact]
    public async Task A_logout_holds_at_once()
    {
        var browser = await SignedInAsync();
        var copy = browser.Copy();
        Fail();

        Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(browser.FetchAsync("POST", "/api/auth/logout"))).StatusCode);

        await (await WaitForEachOtherAsync(copy.FetchAsync("GET", Echo))).RefusedAsync(401, "session_revoked", "login");
    }

    private async Task<Browser> SignedInAsync()
    {
        (Provider.Grants.AccessTokenLength, Provider.Grants.RefreshTokenLength) = (20_000, 10_000);
        Use(0);
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", Echo);
        return browser;
    }

    private void Fail() => Storage.Faults.Add(new Fault(Status: 500, Count: int.MaxValue));
}
