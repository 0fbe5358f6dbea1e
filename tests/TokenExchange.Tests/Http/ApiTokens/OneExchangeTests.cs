using TokenExchange.Tests.Http.Instances;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>One exchange for a session and an API, on whichever instances its calls arrive.</summary>
[StateIndependent]
public sealed class OneExchangeTests() : InstancesStand(ExchangeStand.AddRoutes)
{
    [Fact]
    public async Task Calls_at_once_and_later_ones_share_one_exchange()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        await WaitForEachOtherAsync(Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.FetchAsync("GET", ExchangeStand.Orders))));
        for (var instance = 0; instance < 3; instance++)
        {
            Use(instance);
            await browser.FetchAsync("GET", ExchangeStand.Orders);
        }

        Assert.Single(Log.Of("provider"), row => row.Form.ContainsKey("subject_token"));
        Assert.Single(Log.Of("api").Select(row => row.Headers["Authorization"]).Distinct());
    }

    [Fact]
    public async Task A_session_that_has_ended_on_another_instance_gets_no_token_from_the_store()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", ExchangeStand.Orders);
        var copy = browser.Copy();
        Use(0);
        await browser.FetchAsync("POST", "/api/auth/logout");
        Clock.Advance(PollInterval);

        Use(1);
        await (await copy.FetchAsync("GET", ExchangeStand.Orders)).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal(1, ApiCalls);
    }
}
