using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A cold instance reads all that a first sign-in needs at the same time.</summary>
[StateIndependent]
public sealed class WarmUpTests : TestStand
{
    private static readonly TimeSpan OneCall = TimeSpan.FromMilliseconds(1501);

    [Fact]
    public async Task The_first_sign_in_waits_for_one_secret_of_a_slow_vault_and_not_for_all_of_them()
    {
        var before = VaultCalls;
        Vault.Faults.Add(new Fault(DelayMs: (int)OneCall.TotalMilliseconds, Count: 100));
        var warmUp = AddGatewayAsync("app.example.test");

        await PassAsync(warmUp);

        var calls = VaultCalls - before;
        var browser = NewBrowser();
        await browser.SignInAsync(); // without the clock being moved
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        Assert.Equal(before + calls, VaultCalls);
    }

    [Fact]
    public async Task One_secret_that_cannot_be_read_keeps_none_of_the_others_from_being_read()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 100, Path: "/secrets/partner-api-key"));
        await AddGatewayAsync("app.example.test");
        var after = VaultCalls;

        await NewBrowser().SignInAsync();

        Assert.Equal(after, VaultCalls);
    }

    [Fact]
    public async Task A_slow_vault_does_not_delay_the_provider_s_documents()
    {
        Vault.Faults.Add(new Fault(DelayMs: (int)OneCall.TotalMilliseconds, Count: 100));
        var known = ProviderCalls("jwks");
        var warmUp = AddGatewayAsync("app.example.test");

        await this.SettledAsync(() => ProviderCalls("jwks") == known); // without the clock being moved

        await PassAsync(warmUp);
    }

    /// <summary>The client secret, the API key and the session key at each step: the vault's challenge (once for each process), the list of versions, the value.</summary>
    private async Task PassAsync(Task warmUp)
    {
        var waits = 0;
        while (true)
        {
            await this.SettledAsync(() => Vault.Faults.Delayed < 3 && !warmUp.IsCompleted);
            if (warmUp.IsCompleted)
            {
                break;
            }

            Clock.Advance(OneCall);
            waits++;
        }

        await warmUp;
        Assert.InRange(waits, 2, 3);
    }
}
