using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;
using TokenExchange.Secrets;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>How long a recovery takes on a running instance, by the clock: the times of the table in <c>docs/operations/tabletop.md</c>.</summary>
[StateIndependent]
public sealed class RecoveryTimeTests : TestStand
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    /// <summary>The interval in which each instance reads the vault.</summary>
    private static readonly TimeSpan Interval = new KeyVaultOptions { Uri = new Uri("https://vault.example.test") }.RefreshInterval;

    [Fact]
    public async Task A_deleted_session_key_is_used_again_within_the_interval_after_its_recovery()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Delete("session-key");
        await UntilAsync(browser, isSignedIn: false);

        await RecoverAsync("session-key");

        Assert.InRange(await UntilAsync(browser, isSignedIn: true), TimeSpan.Zero, Interval);
    }

    [Fact]
    public async Task A_leaked_session_key_opens_nothing_within_the_interval_after_it_was_disabled_also_without_a_restart()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await WorksAsync(browser);
        Vault.Put("session-key", Canary("after the leak"));

        Vault.SetEnabled("session-key", SessionKey, false);

        Assert.InRange(await UntilAsync(browser, isSignedIn: false), TimeSpan.Zero, Interval);
        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task Sign_ins_work_within_a_minute_after_an_outage_of_the_provider()
    {
        Provider.Faults.Add(new Fault("discovery", 503, Count: int.MaxValue));
        Provider.Faults.Add(new Fault("jwks", 503, Count: int.MaxValue));
        await AddGatewayAsync("app.example.test");
        await this.SettledAsync();
        await (await NewBrowser().FetchAsync("POST", "/api/auth/login")).RefusedAsync(503, "provider_unavailable");

        Provider.Faults.Clear();

        var passed = TimeSpan.Zero;
        while ((int)(await NewBrowser().FetchAsync("POST", "/api/auth/login")).StatusCode != 200 && passed <= TimeSpan.FromMinutes(2))
        {
            await this.SettledAsync();
            Clock.Advance(Step);
            passed += Step;
        }

        Assert.InRange(passed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    /// <summary>Moves the clock until copies of the browser's cookies are valid, or are not, and gives the time that has passed. The cookies of the browser itself stay.</summary>
    private async Task<TimeSpan> UntilAsync(Browser browser, bool isSignedIn)
    {
        for (var passed = TimeSpan.Zero; passed <= 4 * Interval; passed += Step)
        {
            if (await browser.Copy().IsSignedInAsync() == isSignedIn)
            {
                return passed;
            }

            await this.SettledAsync(); // a read that is under way would be given up by the clock
            Clock.Advance(Step);
        }

        return TimeSpan.MaxValue;
    }

    private static async Task WorksAsync(Browser browser) => Assert.True(await browser.Copy().IsSignedInAsync());

    private async Task RecoverAsync(string name) => await EmulatorClient.Create(new Uri("https://vault.example.test"), Network.Way(), retries: 0)
        .StartRecoverDeletedSecretAsync(name, TestContext.Current.CancellationToken);
}
