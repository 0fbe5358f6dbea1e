using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A token for each API, exchanged once and renewed when it has to be.</summary>
public sealed class ExchangeTests : ExchangeStand
{
    [Fact]
    public async Task Each_API_gets_a_token_of_its_own_and_none_gets_that_of_another()
    {
        var browser = await SignedInAsync();

        foreach (var route in new[] { "echo", "orders", "billing", "graph" })
        {
            var body = await (await browser.FetchAsync("GET", $"/api/proxy/{route}/anything")).JsonAsync();
            Assert.Equal("88421113", body.GetProperty("user").GetString());
        }

        Assert.Equal(4, Bearers.Distinct().Count());
    }

    [Fact]
    public async Task The_exchange_names_the_API_as_the_route_does()
    {
        var browser = await SignedInAsync();

        await browser.FetchAsync("GET", Orders);
        await browser.FetchAsync("GET", "/api/proxy/billing/anything");
        await browser.FetchAsync("GET", "/api/proxy/graph/anything");

        Assert.Equal(
            ["audience", "grant_type", "requested_token_type", "scope", "subject_token", "subject_token_type"], Exchanges[0].Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("orders-api", "orders.read"), (Exchanges[0]["audience"], Exchanges[0]["scope"]));
        Assert.Equal("https://billing.example.test", Exchanges[1]["resource"]);
        Assert.Equal(("on_behalf_of", "api://graph/.default"), (Exchanges[2]["requested_token_use"], Exchanges[2]["scope"]));
    }

    [Fact]
    public async Task One_exchange_serves_all_calls_of_a_session()
    {
        var browser = await SignedInAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.FetchAsync("GET", Orders)));
        Clock.Advance(TimeSpan.FromSeconds(200));
        await browser.FetchAsync("GET", Orders);

        Assert.Single(Exchanges);
        Assert.Single(Bearers.Distinct());
    }

    [Fact]
    public async Task Another_session_never_gets_the_token_and_neither_does_another_session_of_the_same_user()
    {
        foreach (var user in new[] { "alice", "bob", "alice" })
        {
            await (await SignedInAsync(user)).FetchAsync("GET", Orders);
        }

        Assert.Equal((3, 3), (Exchanges.Count, Bearers.Distinct().Count()));
    }

    [Fact]
    public async Task A_new_access_token_of_the_session_is_exchanged_anew()
    {
        var browser = await SignedInAsync();
        await browser.FetchAsync("GET", Orders);

        await browser.FetchAsync("POST", "/api/auth/refresh");
        await browser.FetchAsync("GET", Orders);

        Assert.Equal(2, Exchanges.Select(form => form["subject_token"]).Distinct().Count());
        Assert.Equal(2, Bearers.Distinct().Count());
    }

    [Fact]
    public async Task A_token_is_renewed_ahead_of_its_expiry_and_used_as_long_as_it_lives_while_the_provider_is_down()
    {
        var browser = await SignedInAsync();
        var seen = Listen();
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf("first", 20)));
        Provider.Faults.Add(new Fault("token", 500));
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf("second", 300)));

        await browser.FetchAsync("GET", Orders);
        Clock.Advance(TimeSpan.FromSeconds(11));
        await browser.FetchAsync("GET", Orders);
        await browser.FetchAsync("GET", Orders);
        Assert.Equal(2, Exchanges.Count);
        Clock.Advance(TimeSpan.FromSeconds(6));
        await browser.FetchAsync("GET", Orders);
        await browser.FetchAsync("GET", Orders);

        Assert.Equal(["first", "first", "first", "second", "second"], seen);
        Assert.Equal(3, Exchanges.Count);
    }

    [Fact]
    public async Task A_token_that_the_API_refuses_is_exchanged_anew_and_the_call_repeated_once()
    {
        var browser = await SignedInAsync();
        var seen = Listen("first");
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf("first", 300)));
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf("second", 300)));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);

        Assert.Equal(["first", "second", "second"], seen);
    }

    [Fact]
    public async Task An_API_that_refuses_every_token_costs_an_exchange_now_and_then_and_not_with_each_call()
    {
        var browser = await SignedInAsync();
        Listen("*");

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.FetchAsync("GET", Orders)).StatusCode);
        }

        Assert.Equal(2, Exchanges.Count);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_provider_that_returns_the_refused_token_again_ends_in_the_refusal_of_the_API()
    {
        var browser = await SignedInAsync();
        var seen = Listen("same");
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf("same", 300), Count: 100));

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.FetchAsync("GET", Orders)).StatusCode);

        Assert.InRange(Exchanges.Count, 2, 3);
        Assert.InRange(seen.Count, 1, 2);
    }

    [Fact]
    public async Task Very_short_lifetimes_cost_one_exchange_for_each_call_and_no_more()
    {
        var browser = await SignedInAsync();
        Listen();
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf("short", 1), Count: 100));

        for (var i = 0; i < 40; i++)
        {
            await browser.FetchAsync("GET", Orders);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(40, Exchanges.Count);
    }
}
