using System.Net;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Outages that met a place where nobody thought of them.</summary>
public sealed class OutageBugs : TestStand
{
    [Fact]
    public async Task A_login_does_not_need_the_vault_for_the_cookie_of_an_earlier_session()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Vault.Put("session-key", Canary("session-key"));
        Vault.SetEnabled("session-key", SessionKey, enabled: false);
        Clock.Advance(TimeSpan.FromMinutes(6));
        await NewBrowser().SignInAsync("bob"); // from now on the old key is unknown here
        var callback = await browser.AuthorizeAsync();
        Vault.Faults.Add(new Fault(Status: 503, Count: 100));

        var answer = await browser.ExchangeAsync(callback);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_pushed_request_that_takes_too_long_is_the_providers_outage()
    {
        Network.Add("login.example.test", new SlowPush(Clock));
        await this.ForgetDocumentsAsync();
        await AddGatewayAsync("app.example.test"); // a new instance reads the other provider's metadata
        var browser = NewBrowser();
        var begin = browser.FetchAsync("POST", "/api/auth/login", new { });
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
        Vault.Faults.Add(new Fault(DelayMs: 6_000, Path: "client-secret"));

        Clock.Advance(TimeSpan.FromSeconds(5));
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(6));
        Clock.Advance(TimeSpan.FromSeconds(5));

        await (await begin).RefusedAsync(503, "provider_unavailable", "retry");
    }

    [Fact]
    public async Task An_api_key_that_is_refused_while_the_vault_is_down_is_the_apis_refusal()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/partner/anything");
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Unauthorized, "go away")));
        Vault.Faults.Add(new Fault(Status: 503, Count: 100));

        var answer = await browser.FetchAsync("GET", "/api/proxy/partner/anything");

        Assert.Equal((HttpStatusCode.Unauthorized, "go away"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.False(answer.Headers.Contains("TE-Error"));
    }

    [Fact]
    public async Task A_step_up_that_a_refresh_would_need_does_not_end_calls_while_the_token_lives()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(250));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"interaction_required"}"""));

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
    }

    /// <summary>A provider that takes pushed requests, refuses the client, and takes five seconds to do so.</summary>
    private sealed class SlowPush(TimeProvider clock) : HttpMessageHandler
    {
        private const string Metadata =
            """{"issuer":"https://login.example.test","authorization_endpoint":"https://login.example.test/a","token_endpoint":"https://login.example.test/t","jwks_uri":"https://login.example.test/j","pushed_authorization_request_endpoint":"https://login.example.test/par"}""";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/par")
            {
                await Task.Delay(TimeSpan.FromSeconds(5), clock, cancellationToken);
                return ScriptedServer.Answer(HttpStatusCode.Unauthorized, """{"error":"invalid_client"}""", ("Content-Type", "application/json"));
            }

            return request.RequestUri.AbsolutePath.EndsWith("openid-configuration", StringComparison.Ordinal)
                ? ScriptedServer.Answer(HttpStatusCode.OK, Metadata, ("Content-Type", "application/json"))
                : ScriptedServer.Answer(HttpStatusCode.NotFound);
        }
    }
}
