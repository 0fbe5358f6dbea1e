using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Each call to a slow provider was within its own deadline, and all together were not within the request's.</summary>
public sealed class DeadlineBugs : TestStand
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3.5);

    [Fact]
    public async Task A_cold_instance_does_not_spend_a_code_for_whose_answer_no_time_is_left()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        SlowDown("discovery", "jwks", "token");
        await this.ForgetDocumentsAsync();
        var warmUp = AddGatewayAsync("app.example.test");
        var answer = browser.ExchangeAsync(callback);
        await BegunAsync();
        await PassAsync();
        await Clock.WaitForTimerAsync(Slow);
        await this.SettledAsync();

        Clock.Advance(Rest);

        await (await answer).RefusedAsync(503, "provider_unavailable", "retry");
        Assert.Equal(0, ProviderCalls("token"));
        Clock.Advance(Slow - Rest);
        await warmUp;
        var again = browser.ExchangeAsync(callback);
        await PassAsync();
        Assert.Equal(HttpStatusCode.OK, (await again).StatusCode);
    }

    [Fact]
    public async Task A_login_whose_keys_come_late_is_completed_by_the_next_submission()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        SlowDown("token", "jwks");
        var answer = browser.ExchangeAsync(callback);
        await BegunAsync();
        await PassAsync();
        await Clock.WaitForTimerAsync(Slow);
        await this.SettledAsync();

        Clock.Advance(Rest);

        await (await answer).RefusedAsync(503, "provider_unavailable", "retry");
        Clock.Advance(Slow - Rest);
        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        Assert.Equal(1, ProviderCalls("token"));
    }

    [Fact]
    public async Task A_person_whom_the_provider_sent_back_gets_the_error_page_in_time()
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        SlowDown("discovery", "jwks");
        await this.ForgetDocumentsAsync();
        var warmUp = AddGatewayAsync("app.example.test");
        var answer = browser.NavigateAsync("/api/auth/callback" + new Uri(callback).Query);
        await BegunAsync();
        await PassAsync();
        await Clock.WaitForTimerAsync(Slow);
        await this.SettledAsync();

        Clock.Advance(Rest);

        Assert.Contains("code=provider_unavailable", (await answer).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Clock.Advance(Slow - Rest);
        await warmUp;
    }

    private void SlowDown(params string[] endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            Provider.Faults.Add(new Fault(endpoint, DelayMs: (int)Slow.TotalMilliseconds, Count: 10));
        }
    }

    /// <summary>The request has come in, with its body: its own deadline runs.</summary>
    private async Task BegunAsync()
    {
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(9.5));
        await this.SettledAsync(() => Network.HasUploadsUnderWay("app.example.test"));
    }

    /// <summary>One slow call begins and ends.</summary>
    private async Task PassAsync()
    {
        await Clock.WaitForTimerAsync(Slow);
        await this.SettledAsync(); // also the vault has answered, which the clock must not make late
        Clock.Advance(Slow);
    }
}
