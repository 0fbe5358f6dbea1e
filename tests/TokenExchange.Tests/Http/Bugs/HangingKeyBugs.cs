using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>An endpoint that never answers, while what it would bring is in memory and usable.</summary>
public sealed class HangingKeyBugs : TestStand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    public HangingKeyBugs()
        : base(settings => settings["TokenExchange:KeyVault:RefreshInterval"] = "00:00:20") // shorter than a code lives
    {
    }

    [Theory]
    [InlineData("jwks")]
    [InlineData("discovery")]
    public async Task With_a_usable_value_in_memory_an_endpoint_that_hangs_costs_a_login_no_time(string endpoint)
    {
        await NewBrowser().SignInAsync();
        Clock.Advance(TimeSpan.FromHours(13));
        Hang(endpoint);
        var (before, now) = (ProviderCalls(endpoint), Clock.GetUtcNow());

        await NewBrowser().SignInAsync().WaitAsync(WaitLimit.Longest);

        Assert.Equal(now, Clock.GetUtcNow());
        await Clock.WaitForTimerAsync(TimeSpan.FromHours(1)); // the hanging call has arrived
        Assert.Equal(before + 1, ProviderCalls(endpoint)); // it is fetched in the background, once
    }

    [Fact]
    public async Task With_usable_secrets_in_memory_a_vault_that_hangs_costs_a_login_two_seconds_for_each_secret()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var callback = await browser.AuthorizeAsync();
        Clock.Advance(TimeSpan.FromSeconds(25));
        Vault.Faults.Add(new Fault(Status: 500, DelayMs: 3_600_000, Count: 1000));

        var answer = await this.PassAsync(browser.ExchangeAsync(callback), 2, 2); // for the session key, then for the client secret

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_key_is_waited_for_until_the_fetch_s_deadline_and_the_logout_is_to_be_repeated()
    {
        await NewBrowser().SignInAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        Hang("jwks");

        var answer = this.LogOutAsync(Provider.LogoutToken("88421113", null));
        await Clock.WaitForTimerAsync(Deadline);
        Clock.Advance(Deadline);

        await (await answer.WaitAsync(WaitLimit.Longest)).RefusedAsync(503, "provider_unavailable", "retry");
    }

    [Fact]
    public async Task A_login_under_an_unknown_key_is_answered_before_the_request_s_deadline()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var callback = await browser.AuthorizeAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        Hang("jwks");
        var began = Clock.GetUtcNow();

        var answer = browser.ExchangeAsync(callback);
        await Clock.WaitForTimerAsync(Deadline);
        Clock.Advance(TimeSpan.FromSeconds(9.5));

        await (await answer.WaitAsync(WaitLimit.Longest)).RefusedAsync(503, "provider_unavailable", "retry");
        Assert.Equal(TimeSpan.FromSeconds(9.5), Clock.GetUtcNow() - began);
    }

    private void Hang(string endpoint) => Provider.Faults.Add(new Fault(endpoint, DelayMs: 3_600_000, Count: 1000));
}
