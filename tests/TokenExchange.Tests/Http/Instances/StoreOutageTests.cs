using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>The store fails: nobody is signed out, and what ended meanwhile is ended everywhere afterwards.</summary>
public sealed class StoreOutageTests : InstancesStand
{
    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public async Task Logins_calls_and_refreshes_go_on(int status)
    {
        Use(0);
        var browser = NewBrowser();
        await browser.SignInAsync();
        Storage.Faults.Add(new Fault(Status: status, Count: int.MaxValue));
        var other = NewBrowser();

        await WaitForEachOtherAsync(other.SignInAsync());
        Clock.Advance(TimeSpan.FromSeconds(300));
        var call = await WaitForEachOtherAsync(browser.FetchAsync("GET", Echo));

        Assert.Equal(HttpStatusCode.OK, call.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(other.FetchAsync("GET", Echo))).StatusCode);
        Assert.Contains(Logs.Lines, line => line.Text.Contains("without a claim", StringComparison.Ordinal));
        var ready = await (await browser.SendBareAsync("GET", "/api/health/ready")).JsonAsync();
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal("degraded", ready.GetProperty("checks").GetProperty("sharedState").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_logout_during_the_outage_holds_here_at_once_and_everywhere_after_it()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            await copy.FetchAsync("GET", Echo);
        }

        Use(0);
        Storage.Faults.Add(new Fault(Status: 500, Count: int.MaxValue));
        Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(browser.FetchAsync("POST", "/api/auth/logout"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WaitForEachOtherAsync(copy.Copy().FetchAsync("GET", Echo))).StatusCode);
        Storage.Faults.Clear();
        await PassPollIntervalAsync();
        await WaitForEachOtherAsync(copy.Copy().FetchAsync("GET", Echo)); // has the first instance write what waits
        await PassPollIntervalAsync();

        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            Assert.Equal(HttpStatusCode.Unauthorized, (await WaitForEachOtherAsync(copy.Copy().FetchAsync("GET", Echo))).StatusCode);
        }
    }

    [Fact]
    public async Task A_result_that_could_not_be_stored_is_stored_when_the_store_is_back()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var late = browser.Copy();
        Use(0);
        Storage.Faults.Add(new Fault(Status: 500, Count: int.MaxValue));
        Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(browser.FetchAsync("POST", "/api/auth/refresh"))).StatusCode);
        Storage.Faults.Clear();
        var before = StoreCalls("put");
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Pure.ScriptedSource.UntilAsync(() => StoreCalls("put") > before);
        Use(1);

        Assert.Equal(HttpStatusCode.OK, (await late.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
        Assert.Equal(1, Refreshes);
    }

    /// <summary>No call is under way that the clock would end.</summary>
    private async Task PassPollIntervalAsync()
    {
        await this.SettledAsync();
        Clock.Advance(PollInterval);
    }
}
