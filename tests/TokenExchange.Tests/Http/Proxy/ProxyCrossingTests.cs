using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>What crosses the proxy, and what does not, in both directions.</summary>
public sealed class ProxyCrossingTests() : TestStand(settings => settings["TokenExchange:Proxy:Routes:echo:ResponseHeaders:0"] = "X-Upstream")
{
    [Fact]
    public async Task The_upstream_sees_its_credential_and_nothing_of_the_browsers_relation_to_us()
    {
        var browser = await SignedInAsync();

        foreach (var route in new[] { "echo", "partner" })
        {
            var answer = await browser.FetchAsync("GET", $"/api/proxy/{route}/anything", change: request =>
            {
                foreach (var (name, value) in new[]
                {
                    ("Authorization", "Bearer mine"), ("Proxy-Authorization", "Basic mine"), ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Host", "evil.test"),
                    ("X-Forwarded-User", "admin"), ("Forwarded", "for=1.2.3.4"), ("Referer", "https://app.example.test/?code=1"), ("X-MS-CLIENT-PRINCIPAL", "admin"),
                    ("X-ARR-SSL", "1"), ("X-Api-Key", "mine"), ("X-Custom", "1"), ("TE", "trailers"), ("Expect", "nothing"), ("X-Functions-Key", "k"), ("X-Original-URL", "/admin"),
                    ("X-HTTP-Method-Override", "DELETE"), ("Accept", "application/json"), ("Accept-Language", "de"), ("If-None-Match", "\"1\""), ("Idempotency-Key", "7"), ("Last-Event-ID", "41"),
                })
                {
                    request.Headers.Remove(name);
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            });

            var seen = (await answer.JsonAsync()).GetProperty("headers").EnumerateObject().Select(header => header.Name).Order(StringComparer.Ordinal).ToList();
            string[] crossing = ["Accept", "Accept-Language", "Host", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Via", "traceparent", route == "echo" ? "Authorization" : "X-Api-Key"];
            Assert.Equal(crossing.Order(StringComparer.Ordinal), seen.Where(name => name != "X-Test-Raw-Target"));
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_proxies_before_us_stay_named_before_our_own_name()
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything", change: request => request.Headers.Add("Via", "2.0 front.example.test"));

        var via = (await answer.JsonAsync()).GetProperty("headers").GetProperty("Via").EnumerateArray().Select(value => value.GetString());
        Assert.Equal("2.0 front.example.test, 1.1 token-exchange", string.Join(", ", via));
    }

    [Fact]
    public async Task What_connection_nominates_does_not_cross_and_cannot_take_away_what_is_ours()
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/partner/anything", change: request =>
        {
            request.Headers.TryAddWithoutValidation("Connection", "close, X-Api-Key, Authorization, Accept-Language, Via");
            request.Headers.TryAddWithoutValidation("Accept-Language", "de");
        });

        var headers = (await answer.JsonAsync()).GetProperty("headers");
        Assert.Equal("partner", (await answer.JsonAsync()).GetProperty("user").GetString());
        Assert.False(headers.TryGetProperty("Accept-Language", out _));
        Assert.True(headers.TryGetProperty("Via", out _) && headers.TryGetProperty("X-Api-Key", out _));
    }

    [Fact]
    public async Task The_browser_does_not_get_what_would_act_on_our_origin()
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/status/418");

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("kept", answer.Headers.GetValues("X-Upstream").Single());
        foreach (var name in new[] { "Set-Cookie", "Server", "X-Powered-By", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "TE-Error" })
        {
            Assert.False(answer.Headers.Contains(name), name);
        }
    }

    [Theory]
    [InlineData("Set-Cookie", "__Host-te-session=x; Path=/; Secure")]
    [InlineData("Clear-Site-Data", "\"*\"")]
    [InlineData("Refresh", "0;url=https://evil.test")]
    [InlineData("Strict-Transport-Security", "max-age=0")]
    [InlineData("Content-Security-Policy", "default-src *")]
    [InlineData("Link", "<https://evil.test>; rel=preload")]
    [InlineData("Service-Worker-Allowed", "/")]
    [InlineData("SourceMap", "https://evil.test")]
    [InlineData("Access-Control-Allow-Origin", "*")]
    [InlineData("WWW-Authenticate", "Basic realm=\"phish\"")]
    [InlineData("Proxy-Authenticate", "Basic")]
    [InlineData("Connection", "X-Upstream")]
    [InlineData("Alt-Svc", "h3=\":443\"")]
    [InlineData("NEL", "{}")]
    [InlineData("Report-To", "{}")]
    [InlineData("Cache-Control", "public, max-age=99999")]
    [InlineData("Server-Timing", "db;dur=53")]
    [InlineData("TE-Error", "internal_error")]
    public async Task A_header_of_the_upstream_stays_behind(string name, string value)
    {
        var browser = await SignedInAsync();
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK, "x", (name, value), ("X-Upstream", "1"))));

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        var all = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(header => header.Key == name).SelectMany(header => header.Value);
        Assert.DoesNotContain(value, all);
        Assert.Equal(name != "Connection", answer.Headers.Contains("X-Upstream"));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    private async Task<Browser> SignedInAsync(string user = "alice")
    {
        var browser = NewBrowser();
        await browser.SignInAsync(user);
        return browser;
    }
}
