using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What a proxied call costs when nothing happens, and how long it goes on when everything else is down.</summary>
public sealed class SteadyStateTests : TestStand
{
    [Fact]
    public async Task Two_hundred_calls_ask_neither_vault_nor_keys_nor_provider()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/anything");
        var before = (VaultCalls, Log.Of("provider").Count);

        for (var i = 0; i < 100; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        }

        Assert.Equal(before, (VaultCalls, Log.Of("provider").Count));
    }

    [Fact]
    public async Task With_provider_and_vault_down_a_live_token_serves_on()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/anything");
        Vault.Faults.Add(new Fault(Status: 500, Count: 100_000));
        foreach (var endpoint in new[] { "token", "jwks", "discovery", "revoke" })
        {
            Provider.Faults.Add(new Fault(endpoint, 500, Count: 100_000));
        }

        Clock.Advance(TimeSpan.FromSeconds(299));

        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_day_of_traffic_with_rotations_of_everything_loses_nobody()
    {
        var random = new Random(7);
        var browsers = Enumerable.Range(0, 3).Select(_ => NewBrowser()).ToList();
        foreach (var browser in browsers)
        {
            await browser.SignInAsync();
        }

        for (var step = 0; step < 80; step++)
        {
            Clock.Advance(TimeSpan.FromSeconds(random.Next(1, 300)));
            switch (random.Next(5))
            {
                case 0:
                    Provider.Keys.Rotate(new Rotation(random.Next(2) == 0, random.Next(2) == 0));
                    break;
                case 1:
                    Vault.Faults.Clear(); // a hard cut while the vault is down is an outage, and tested as one
                    var next = Canary("client-secret");
                    Vault.Put("client-secret", next);
                    Provider.AcceptSecrets([next]);
                    break;
                case 2:
                    Vault.Put("session-key", Canary("session-key"));
                    break;
                case 3:
                    Vault.Faults.Add(new Fault(Status: 503, Count: 1));
                    break;
            }

            Assert.Equal(200, (int)(await browsers[step % 3].FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
            await NewBrowser().SignInAsync();
            foreach (var browser in browsers)
            {
                Assert.True(await browser.IsSignedInAsync(), $"step {step}");
            }

            if (step % 20 == 19)
            {
                foreach (var browser in browsers)
                {
                    await browser.SignInAsync();
                }
            }
        }
    }
}
