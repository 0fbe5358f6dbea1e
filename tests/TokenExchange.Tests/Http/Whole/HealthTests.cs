using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Emulators.Wire;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;
using TokenExchange.Tests.Pure;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Liveness and readiness: one entry for each dependency, no secret, no name of one.</summary>
public sealed class HealthTests : TestStand
{
    [Fact]
    public async Task A_warm_instance_is_ready()
    {
        await NewBrowser().SignInAsync();

        var (status, body) = await ReadyAsync();

        Assert.Equal((200, "ready"), (status, body.GetProperty("status").GetString()));
        Assert.Equal("ok ok ok ok", Checks(body));
    }

    [Fact]
    public async Task Liveness_needs_nobody()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 1000));
        Provider.Faults.Add(new Fault("discovery", 500, Count: 1000));
        await AddGatewayAsync("app.example.test");

        var answer = await NewBrowser().SendBareAsync("GET", "/api/health/live");

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("live", (await answer.JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_instance_that_lives_from_memory_is_degraded_and_still_ready()
    {
        await NewBrowser().SignInAsync();
        Vault.Faults.Add(new Fault(Status: 500, Count: 1000));
        Provider.Faults.Add(new Fault("jwks", 500, Count: 1000));
        Provider.Faults.Add(new Fault("discovery", 500, Count: 1000));
        Clock.Advance(TimeSpan.FromHours(13));
        await ReadyAsync();
        await ScriptedSource.UntilAsync(() => Inside.GetRequiredService<SigningKeyCache>().IsFailing && Inside.GetRequiredService<ProviderDirectory>().IsFailing);

        var (status, body) = await ReadyAsync();

        Assert.Equal(200, status);
        Assert.Equal("degraded degraded degraded ok", Checks(body));
    }

    [Fact]
    public async Task A_cold_instance_without_vault_and_provider_is_not_ready_and_recovers()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 1000));
        Provider.Faults.Add(new Fault("discovery", 500, Count: 1000));
        await AddGatewayAsync("app.example.test");

        var (status, body) = await ReadyAsync();
        Vault.Faults.Clear();
        Provider.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(31));
        var (later, _) = await ReadyAsync();

        Assert.Equal((503, "unavailable"), (status, body.GetProperty("status").GetString()));
        Assert.Equal("unavailable unavailable unavailable ok", Checks(body));
        Assert.Equal(200, later);
    }

    [Fact]
    public async Task No_answer_names_a_secret_or_an_address()
    {
        Vault.Faults.Add(new Fault(Status: 500, Count: 1000));
        await AddGatewayAsync("app.example.test");

        var (_, body) = await ReadyAsync();

        foreach (var name in new[] { "session-key", "client-secret", "partner-api-key", "vault.example", "login.example", "api.example", "Exception" })
        {
            Assert.DoesNotContain(name, body.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Probes_cause_no_calls()
    {
        await NewBrowser().SignInAsync();
        var before = (VaultCalls, Log.Of("provider").Count);

        for (var i = 0; i < 50; i++)
        {
            await ReadyAsync();
        }

        Assert.Equal(before, (VaultCalls, Log.Of("provider").Count));
    }

    private static string Checks(JsonElement body) =>
        string.Join(' ', new[] { "vault", "provider", "signingKeys", "sharedState" }.Select(name => body.GetProperty("checks").GetProperty(name).GetProperty("status").GetString()));

    private async Task<(int Status, JsonElement Body)> ReadyAsync()
    {
        var answer = await NewBrowser().SendBareAsync("GET", "/api/health/ready");
        Assert.True((int)answer.StatusCode == 200 || answer.Headers.RetryAfter is not null);
        return ((int)answer.StatusCode, await answer.JsonAsync());
    }
}
