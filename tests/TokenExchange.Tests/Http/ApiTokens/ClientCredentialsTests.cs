using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Routes with <c>client-credentials</c>: the API gets a token of the application, requested once and renewed when it has to be.</summary>
[StateIndependent]
public sealed class ClientCredentialsTests() : TestStand(Routes)
{
    private const string Orders = "/api/proxy/orders/anything";
    private const string Refused = "Bearer error=\"invalid_token\"";

    [Fact]
    public async Task The_API_gets_a_token_of_the_application_and_never_one_of_the_user()
    {
        var browser = await SignedInAsync();

        var body = await (await browser.FetchAsync("GET", Orders)).JsonAsync();
        await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal("token-exchange-demo", body.GetProperty("user").GetString());
        Assert.Equal(2, Bearers.Distinct().Count());
        var form = Log.Of("provider").Last(row => row.Endpoint == "token").Form;
        Assert.Equal(("client_credentials", "orders.read orders.write", "orders-api"), (form["grant_type"], form["scope"], form["audience"]));
        Assert.DoesNotContain("refresh_token", form.Keys);
    }

    [Fact]
    public async Task One_request_serves_every_caller_until_the_token_is_about_to_expire()
    {
        var (first, second) = (await SignedInAsync(), await SignedInAsync());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first : second).FetchAsync("GET", Orders)));
        Clock.Advance(TimeSpan.FromSeconds(200));
        await first.FetchAsync("GET", Orders);

        Assert.Equal(1, TokenRequests);
        Assert.Single(Bearers.Distinct());
    }

    [Fact]
    public async Task A_token_that_is_about_to_expire_is_renewed_while_it_is_still_used()
    {
        var browser = NewBrowser();
        await browser.FetchAsync("GET", "/api/proxy/open/anything");
        Clock.Advance(TimeSpan.FromSeconds(280));

        await browser.FetchAsync("GET", "/api/proxy/open/anything");
        await this.SettledAsync(() => TokenRequests < 2);
        await browser.FetchAsync("GET", "/api/proxy/open/anything");

        Assert.Equal(2, Bearers.Distinct().Count());
    }

    [Fact]
    public async Task Two_routes_have_two_tokens()
    {
        var browser = await SignedInAsync();

        await browser.FetchAsync("GET", Orders);
        await browser.FetchAsync("GET", "/api/proxy/open/anything");

        Assert.Equal(2, Bearers.Distinct().Count());
    }

    [Fact]
    public async Task A_route_that_allows_it_is_called_without_a_session_and_any_other_is_not()
    {
        var browser = NewBrowser();

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/open/anything")).StatusCode);
        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(401, "not_authenticated", "login");
        Assert.Equal(1, ApiCalls);
    }

    [Fact]
    public async Task A_token_that_the_API_refuses_is_renewed_and_the_call_repeated_once()
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/orders/unauthorized-once?key=1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((2, 2, 2), (TokenRequests, ApiCalls, Bearers.Distinct().Count()));
    }

    [Fact]
    public async Task An_API_that_refuses_every_token_costs_a_renewal_now_and_then_and_not_with_each_call()
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Refused))));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.FetchAsync("GET", Orders)).StatusCode);
        }

        Assert.Equal(2, TokenRequests);
    }

    [Theory]
    [InlineData(500, "{}", "provider_unavailable")]
    [InlineData(429, "{}", "provider_unavailable")]
    [InlineData(400, """{"error":"invalid_scope"}""", "misconfigured")]
    [InlineData(400, """{"error":"unauthorized_client"}""", "misconfigured")]
    [InlineData(400, """{"error":"invalid_grant"}""", "misconfigured")]
    public async Task Without_a_token_nothing_is_sent_and_the_session_is_kept(int status, string body, string code)
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", status, Body: body, Count: 100));

        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(503, code, "retry");
        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(503, code, "retry");

        Assert.Equal((0, 1), (ApiCalls, TokenRequests));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("""{"access_token":"at","token_type":"DPoP"}""")]
    [InlineData("""{"access_token":"a\r\nX-Injected: 1","token_type":"Bearer"}""")]
    [InlineData("""{"id_token":"eyJ","token_type":"Bearer"}""")]
    public async Task A_response_without_a_usable_token_is_not_used(string body)
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 200, Body: body));

        await (await browser.FetchAsync("GET", Orders)).RefusedAsync(502, "provider_unavailable", "retry");

        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task After_an_outage_the_next_request_is_made_as_soon_as_the_pause_is_over()
    {
        var browser = await SignedInAsync();
        Provider.Faults.Add(new Fault("token", 500));
        var refusal = await browser.FetchAsync("GET", Orders);

        Clock.Advance(refusal.Headers.RetryAfter!.Delta!.Value);

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);
    }

    [Fact]
    public async Task A_client_secret_that_changes_under_traffic_fails_no_call()
    {
        var browser = await SignedInAsync();
        await browser.FetchAsync("GET", Orders);
        var next = Canary("next-client-secret");
        Provider.AcceptSecrets([next]);
        Vault.Put("client-secret", next);
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", Orders)).StatusCode);
    }

    private int TokenRequests => Log.Of("provider").Count(row => row.Endpoint == "token" && row.Form["grant_type"] == "client_credentials");

    private IEnumerable<string> Bearers => Log.Of("api").Select(row => row.Headers["Authorization"]);

    private static void Routes(Dictionary<string, string?> settings)
    {
        foreach (var route in new[] { "orders", "open" })
        {
            settings[$"TokenExchange:Proxy:Routes:{route}:Destination"] = "https://api.example.test/user";
            settings[$"TokenExchange:Proxy:Routes:{route}:Credential"] = "client-credentials";
            settings[$"TokenExchange:Proxy:Routes:{route}:Paths:0"] = "/";
        }

        settings["TokenExchange:Proxy:Routes:open:AllowAnonymous"] = "true";
        settings["TokenExchange:Proxy:Routes:orders:TokenExchange:Audience"] = "orders-api";
        settings["TokenExchange:Proxy:Routes:orders:TokenExchange:Scopes"] = "orders.read orders.write";
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
