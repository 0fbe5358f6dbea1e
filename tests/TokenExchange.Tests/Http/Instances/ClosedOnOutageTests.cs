using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary><c>SharedState:OnOutage=closed</c>: sessions are refused when it has been unknown for too long which of them have ended.</summary>
public sealed class ClosedOnOutageTests()
    : InstancesStand(settings => settings["TokenExchange:SharedState:OnOutage"] = "closed")
{
    [Fact]
    public async Task Sessions_are_used_up_to_MaxStale_and_refused_after_it_until_the_store_is_back()
    {
        Use(0);
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/auth/session");
        Storage.Faults.Add(new Fault(Status: 500, Count: int.MaxValue));
        Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(HttpStatusCode.OK, (await WaitForEachOtherAsync(browser.FetchAsync("GET", "/api/auth/session"))).StatusCode);
        Clock.Advance(TimeSpan.FromMinutes(2));

        await (await WaitForEachOtherAsync(browser.FetchAsync("GET", "/api/auth/session"))).RefusedAsync(503, "vault_unavailable", "retry");

        Storage.Faults.Clear();
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/auth/session")).StatusCode);
    }
}
