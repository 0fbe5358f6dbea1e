using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Versions of the client secret that may not be used, and a vault that cannot say.</summary>
[StateIndependent]
public sealed class ClientSecretVersionTests : TestStand
{
    [Fact]
    public async Task A_secret_that_nobody_knows_is_tried_no_more_often_than_twice_and_the_transaction_is_kept()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.AcceptSecrets([Canary("unknown")]);

        var refused = await browser.ExchangeAsync(callback);
        Provider.AcceptSecrets([ClientSecret]);
        var retried = await browser.ExchangeAsync(callback);

        await refused.RefusedAsync(503, "credential_rejected", "retry");
        Assert.Equal(200, (int)retried.StatusCode);
        Assert.Equal(2, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_version_before_its_time_or_after_its_end_is_not_used()
    {
        Vault.Put("client-secret", Canary("ended"), expires: Clock.GetUtcNow().AddMinutes(-1));
        Vault.Put("client-secret", Canary("to-come"), notBefore: Clock.GetUtcNow().AddHours(1));
        Vault.Put("client-secret", Canary("switched-off"), enabled: false);
        await AddGatewayAsync("app.example.test");
        var calls = ProviderCalls("token");

        await NewBrowser().SignInAsync();

        Assert.Equal(calls + 1, ProviderCalls("token"));
    }

    [Fact]
    public async Task With_no_usable_version_left_the_service_says_that_it_is_misconfigured()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        foreach (var version in Log.Of("vault").Where(row => row.Path.StartsWith("/secrets/client-secret/", StringComparison.Ordinal)).Select(row => row.Path.Split('/').Last()))
        {
            Vault.SetEnabled("client-secret", version, false);
        }

        await AddGatewayAsync("app.example.test");

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync());

        await answer.RefusedAsync(503, "misconfigured", "retry");
    }

    [Fact]
    public async Task A_vault_that_is_down_during_a_cut_keeps_the_transaction_until_it_is_back()
    {
        await NewBrowser().SignInAsync();
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var next = Canary("next-client-secret");
        Provider.AcceptSecrets([next]);
        Vault.Put("client-secret", next);
        Vault.Faults.Add(new Fault(Status: 503, Count: 1000));

        var refused = await browser.ExchangeAsync(callback);
        Vault.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(16));
        var retried = await browser.ExchangeAsync(callback);

        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Equal(200, (int)retried.StatusCode);
    }
}
