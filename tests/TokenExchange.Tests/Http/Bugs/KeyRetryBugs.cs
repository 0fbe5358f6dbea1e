using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>One fetch that failed refused a login although nine seconds were left.</summary>
public sealed class KeyRetryBugs : TestStand
{
    [Fact]
    public async Task A_login_under_a_new_key_succeeds_when_the_first_fetch_of_the_keys_fails()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var callback = await browser.AuthorizeAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        Provider.Faults.Add(new Fault("jwks", 500));
        var before = ProviderCalls("jwks");

        var answer = await this.PassAsync(browser.ExchangeAsync(callback), 1);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(before + 2, ProviderCalls("jwks"));
    }

    [Theory]
    [InlineData("jwks", "")]
    [InlineData("discovery", "")]
    [InlineData("vault", "session-key")]
    public async Task A_cold_instance_completes_a_login_when_a_first_fetch_fails(string endpoint, string path)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var faults = endpoint == "vault" ? Vault.Faults : Provider.Faults;
        faults.Add(endpoint == "vault" ? new Fault(Status: 500, Path: path) : new Fault(endpoint, 500));
        await AddGatewayAsync("app.example.test"); // its warm-up meets the fault, and the login comes within the same second

        var answer = await this.PassAsync(browser.ExchangeAsync(callback), 1);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Fifty_logins_that_wait_for_the_keys_cause_no_more_fetches_than_one()
    {
        await NewBrowser().SignInAsync();
        var browsers = Enumerable.Range(0, 50).Select(_ => NewBrowser()).ToList();
        var callbacks = new List<string>();
        foreach (var browser in browsers)
        {
            callbacks.Add(await browser.AuthorizeAsync());
        }

        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        Provider.Faults.Add(new Fault("jwks", 500, Count: 1000));
        var (before, exchanged) = (ProviderCalls("jwks"), ProviderCalls("token"));

        var exchanges = Task.WhenAll(browsers.Select((browser, i) => browser.ExchangeAsync(callbacks[i])));
        await this.SettledAsync(() => ProviderCalls("token") < exchanged + 50); // every code is spent
        foreach (var wait in new[] { 1, 2, 4 })
        {
            await this.SettledAsync(() => Clock.TimersWithin(TimeSpan.FromSeconds(wait)) < 50); // every login waits for the next fetch
            Clock.Advance(TimeSpan.FromSeconds(wait));
        }

        var answers = await exchanges.WaitAsync(WaitLimit.Longest);

        foreach (var answer in answers)
        {
            await answer.RefusedAsync(503, "provider_unavailable", "login");
        }

        Assert.InRange(ProviderCalls("jwks") - before, 2, 4); // at once, then after 1, 2 and 4 seconds
    }

    [Fact]
    public async Task A_logout_token_of_an_unauthenticated_caller_is_not_waited_for_a_second_time()
    {
        await NewBrowser().SignInAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        Provider.Faults.Add(new Fault("jwks", 500, Count: 1000));

        var answer = await this.LogOutAsync(Provider.LogoutToken("88421113", null));

        await answer.RefusedAsync(503, "provider_unavailable", "retry");
    }
}
