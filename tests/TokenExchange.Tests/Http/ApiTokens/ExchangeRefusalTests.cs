using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Without a token for its API, a call is not sent: never with another token, and never again and again.</summary>
public sealed class ExchangeRefusalTests : ExchangeStand
{
    [Fact]
    public async Task An_access_token_that_the_provider_does_not_exchange_is_renewed_once()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);

        Assert.Equal(2, Exchanges.Select(form => form["subject_token"]).Distinct().Count());
    }

    [Fact]
    public async Task A_provider_that_exchanges_no_token_of_the_session_asks_for_a_login_without_a_loop()
    {
        var browser = await SignedInAsync();
        RefuseExchanges("invalid_grant");

        for (var i = 0; i < 10; i++)
        {
            await (await browser.FetchAsync("GET", Orders)).RefusedAsync(401, "not_authenticated", "login");
        }

        Assert.InRange(Exchanges.Count, 1, 2);
        Assert.Equal(0, ApiCalls);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("interaction_required", 401, "stepup_required", "stepup")]
    [InlineData("consent_required", 401, "stepup_required", "stepup")]
    [InlineData("login_required", 401, "stepup_required", "stepup")]
    [InlineData("invalid_target", 503, "misconfigured", "retry")]
    [InlineData("invalid_scope", 503, "misconfigured", "retry")]
    [InlineData("unsupported_grant_type", 503, "misconfigured", "retry")]
    [InlineData("access_denied", 503, "misconfigured", "retry")]
    public async Task A_refusal_is_an_error_of_ours_and_is_remembered_for_a_while(string error, int status, string code, string action)
    {
        var browser = await SignedInAsync();
        RefuseExchanges(error);

        for (var i = 0; i < 5; i++)
        {
            await (await browser.FetchAsync("GET", Orders)).RefusedAsync(status, code, action);
        }

        Assert.Equal((1, 0), (Exchanges.Count, ApiCalls));
        Assert.True(await browser.IsSignedInAsync());
        RefuseExchanges(null);
        Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);
    }

    [Fact]
    public async Task An_outage_of_the_provider_is_503_and_the_next_call_tries_again()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 500));

        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(503, "provider_unavailable", "retry");

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);
        Assert.Equal(1, ApiCalls);
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:token-type:refresh_token")]
    [InlineData("urn:ietf:params:oauth:token-type:id_token")]
    [InlineData("urn:ietf:params:oauth:token-type:saml2")]
    public async Task An_issued_token_of_another_type_is_not_shown_to_the_API(string type)
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: $$"""{"access_token":"x","token_type":"Bearer","expires_in":60,"issued_token_type":"{{type}}"}"""));

        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(503, "misconfigured", "retry");

        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task A_provider_that_returns_the_access_token_of_the_session_gives_the_API_nothing()
    {
        var browser = await SignedInAsync();
        var seen = Listen();
        await browser.FetchAsync("GET", "/api/proxy/echo/anything");
        Provider.Faults.Add(new Fault("token", 200, Body: TokenOf(seen.Single(), 300)));

        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(503, "misconfigured", "retry");

        Assert.Single(seen);
    }

    [Fact]
    public async Task A_session_that_ends_while_its_token_is_exchanged_sends_nothing()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", DelayMs: 3210));
        var call = browser.Copy().FetchAsync("GET", Orders);
        await Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(3210));

        await browser.FetchAsync("POST", "/api/auth/logout");
        Clock.Advance(TimeSpan.FromMilliseconds(3210));

        await (await call).RefusedAsync(401, "session_revoked", "login");
        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task Without_a_session_nothing_is_exchanged()
    {
        await (await NewBrowser().FetchAsync("GET", Orders)).RefusedAsync(401, "not_authenticated", "login");

        Assert.Empty(Exchanges);
    }

    /// <summary>From now on every exchange is refused, or none; the refreshes of sessions go on.</summary>
    private void RefuseExchanges(string? error) => Provider.Grants.ExchangeError = error;
}
