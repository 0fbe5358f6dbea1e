using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The vault is down: a warm instance goes on for a day, a cold one says so and recovers.</summary>
[StateIndependent]
public sealed class VaultOutageTests : TestStand
{
    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(403)]
    [InlineData(401)]
    public async Task A_warm_instance_goes_on_for_a_day(int status)
    {
        await WarmAsync();
        Vault.Faults.Add(new Fault(Status: status, Count: 100_000));
        Clock.Advance(TimeSpan.FromHours(23));

        var browser = NewBrowser();
        await browser.SignInAsync();

        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
        Assert.Equal(200, (int)(await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        Assert.Equal(200, (int)(await browser.FetchAsync("POST", "/api/auth/logout")).StatusCode);
    }

    [Fact]
    public async Task After_a_day_the_session_waits_for_the_vault_and_is_not_ended()
    {
        await WarmAsync();
        Vault.Faults.Add(new Fault(Status: 500, Count: 100_000));
        Clock.Advance(TimeSpan.FromHours(23.9));
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromMinutes(30));
        var calls = ApiCalls;

        var session = await browser.FetchAsync("GET", "/api/auth/session");
        var call = await browser.FetchAsync("GET", "/api/proxy/echo/anything");
        Vault.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(16));

        await session.RefusedAsync(503, "vault_unavailable", "retry");
        await call.RefusedAsync(503, "vault_unavailable", "retry");
        Assert.Equal(calls, ApiCalls);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_cold_instance_answers_503_and_recovers_by_itself()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 100_000));
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();

        var refused = await browser.FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" });
        Vault.Faults.Clear();
        Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);

        await refused.RefusedAsync(503, "vault_unavailable", "retry");
        await browser.SignInAsync();
    }

    [Fact]
    public async Task A_cold_instance_keeps_the_sessions_that_other_instances_began()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Faults.Add(new Fault(Status: 500, Count: 100_000));
        await AddGatewayAsync("app.example.test");

        var refused = await browser.FetchAsync("GET", "/api/auth/session");
        Vault.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(16));

        await refused.RefusedAsync(503, "vault_unavailable", "retry");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_vault_that_hangs_does_not_hold_a_request_longer_than_eight_seconds()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Faults.Add(new Fault(Status: 500, DelayMs: 60_000, Count: 100));
        var warmUp = AddGatewayAsync("app.example.test");
        var answer = browser.FetchAsync("GET", "/api/auth/session");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));

        Clock.Advance(TimeSpan.FromSeconds(8));

        await (await answer).RefusedAsync(503, "vault_unavailable", "retry");
        await warmUp;
    }

    [Fact]
    public async Task A_vault_that_fails_is_not_asked_more_often_than_its_cool_down()
    {
        await WarmAsync();
        Vault.Faults.Add(new Fault(Status: 500, Count: 100_000));
        Clock.Advance(TimeSpan.FromMinutes(10));
        var browser = NewBrowser();
        await browser.SignInAsync();
        var calls = VaultCalls;

        for (var i = 0; i < 100; i++)
        {
            await browser.SessionAsync();
        }

        Assert.InRange(VaultCalls - calls, 0, 2);
    }

    private async Task WarmAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/anything");
    }
}
