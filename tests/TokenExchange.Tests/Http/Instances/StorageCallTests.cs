using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>What the shared state costs: calls to the store, counted.</summary>
public sealed class StorageCallTests : InstancesStand
{
    /// <summary>Away from the turn of an hour, where two logs are read; not before the warm-ups are over, whose attempts would run out of time.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Clock.Advance(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Ten_thousand_proxied_calls_make_no_call_to_the_store_but_the_reads_of_the_log()
    {
        Use(0);
        var browsers = Enumerable.Range(0, 10).Select(_ => NewBrowser()).ToList();
        foreach (var browser in browsers)
        {
            await browser.SignInAsync();
            await browser.FetchAsync("GET", Echo);
        }

        var before = StoreCalls();
        for (var second = 0; second < 100; second++)
        {
            await this.SettledAsync(); // a read of the log that is under way would run out of its time, and be made again
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(browsers.SelectMany(browser => Enumerable.Range(0, 10).Select(_ => browser.FetchAsync("GET", Echo))));
        }

        Assert.InRange(StoreCalls() - before, 10, 100 / 8 + 2);
        Assert.Equal(10_010, ApiCalls);
    }

    [Fact]
    public async Task A_login_makes_two_a_refresh_three_and_a_logout_two()
    {
        Use(0);
        var browser = NewBrowser();
        await browser.SignInAsync("bob");
        await browser.FetchAsync("GET", Echo);
        await browser.FetchAsync("POST", "/api/auth/logout"); // begins the log of this hour
        var other = NewBrowser();

        var login = await CallsOfAsync(() => other.SignInAsync());
        var refresh = await CallsOfAsync(() => other.FetchAsync("POST", "/api/auth/refresh"));
        var logout = await CallsOfAsync(() => other.FetchAsync("POST", "/api/auth/logout"));

        Assert.Equal((2, 3, 2), (login, refresh, logout));
    }

    [Fact]
    public async Task A_late_request_makes_none_on_the_same_instance_and_three_on_another()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            await browser.FetchAsync("GET", Echo);
        }

        var (here, elsewhere) = (browser.Copy(), browser.Copy());
        Use(0);
        await browser.FetchAsync("POST", "/api/auth/refresh");

        Assert.Equal(0, await CallsOfAsync(() => here.FetchAsync("POST", "/api/auth/refresh")));
        Use(1);
        Assert.Equal(3, await CallsOfAsync(() => elsewhere.FetchAsync("POST", "/api/auth/refresh")));
    }

    private async Task<int> CallsOfAsync<T>(Func<Task<T>> action)
    {
        var before = StoreCalls();
        await action();
        return StoreCalls() - before;
    }
}
