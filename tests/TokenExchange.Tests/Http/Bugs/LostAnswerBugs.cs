using System.Net;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Answers with new cookies that never reach the browser, and what may happen before it comes back.</summary>
public sealed class LostAnswerBugs : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    [Fact]
    public async Task A_lost_answer_and_an_outage_after_it_do_not_end_the_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(HttpStatusCode.OK, (await browser.Copy().FetchAsync("GET", Address)).StatusCode);

        Clock.Advance(TimeSpan.FromMinutes(10));
        Provider.Faults.Add(new Fault("token", 503));
        await (await browser.FetchAsync("GET", Address)).RefusedAsync(503, "provider_unavailable");
        Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
    }

    [Fact]
    public async Task Two_lost_answers_do_not_end_it_either()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        foreach (var minutes in new[] { 5, 10 })
        {
            Clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal(HttpStatusCode.OK, (await browser.Copy().FetchAsync("GET", Address)).StatusCode);
        }

        Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("POST", "/api/auth/refresh")).StatusCode);
    }

    [Fact]
    public async Task Tokens_that_are_over_when_they_come_do_not_make_one_call_many()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(301));
        Provider.Faults.Add(new Fault("token", 200, Body: """{"access_token":"x","token_type":"Bearer","expires_in":1e-9}""", Count: 40));

        await browser.FetchAsync("GET", Address);

        Assert.InRange(ProviderCalls("token"), 2, 3); // the login's, the refresh, and one more because the API refuses what it brought
    }

    [Fact]
    public async Task Discarded_id_tokens_of_refreshes_do_not_make_every_call_a_refresh()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        var alice = new ProviderSession("s", DevUser.Find("alice")!, 0, "1");
        var token = Provider.Grants.AddAccessToken(new Family(alice, "token-exchange-demo"), 300);
        Provider.Faults.Add(new Fault(
            "token", 200, Body: $$"""{"access_token":"{{token}}","refresh_token":"rotated","token_type":"Bearer","expires_in":300,"id_token":"a.b.c"}""", Count: 10));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Address)).StatusCode);
        }

        Assert.Equal(2, ProviderCalls("token"));
    }
}
