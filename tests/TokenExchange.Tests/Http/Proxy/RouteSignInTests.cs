using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A route that requires a kind of sign-in (<c>Acr</c>) or a recent one (<c>MaxAge</c>) itself, whatever its API does.</summary>
[StateIndependent]
public sealed class RouteSignInTests() : TestStand(settings =>
{
    settings[Echo + "Acr"] = "2 urn:mfa";
    settings[Echo + "MaxAge"] = "00:10:00";
    settings[Keyed + "Destination"] = "https://api.example.test/partner";
    settings[Keyed + "Paths:0"] = "/";
    settings[Keyed + "Credential"] = "api-key";
    settings[Keyed + "ApiKey:SecretName"] = "partner-api-key";
    settings[Keyed + "ApiKey:Header"] = "X-Api-Key";
    settings[Keyed + "Acr"] = "2";
})
{
    private const string Echo = "TokenExchange:Proxy:Routes:echo:";
    private const string Keyed = "TokenExchange:Proxy:Routes:keyed:";
    private const string Open = "TokenExchange:Proxy:Routes:open:";

    [Theory]
    [InlineData("urn:mfa", 0, true)]
    [InlineData("2", -600, true)]
    [InlineData("2", -601, false)]
    [InlineData("1", 0, false)]
    [InlineData("URN:MFA", 0, false)]
    [InlineData("2 urn:mfa", 0, false)]
    [InlineData("", 0, false)]
    [InlineData(null, 0, false)]
    [InlineData("2", null, false)]
    [InlineData(null, null, false)]
    public async Task Only_a_session_with_that_sign_in_calls_the_API(string? acr, int? age, bool isEnough)
    {
        var browser = await SignedInAsync(acr, age);

        foreach (var method in new[] { "GET", "HEAD", "POST" })
        {
            var answer = await browser.FetchAsync(method, "/api/proxy/echo/anything");
            Assert.Equal((isEnough ? 200 : 401, isEnough ? null : "stepup_required"), ((int)answer.StatusCode, CodeOf(answer)));
        }

        Assert.Equal(isEnough ? 3 : 0, ApiCalls);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_page_gets_all_that_its_login_has_to_request_and_a_login_that_requests_it_is_enough()
    {
        var browser = await SignedInAsync("1", 0);

        var refused = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        await refused.RefusedAsync(401, "stepup_required", "stepup");
        var body = await refused.JsonAsync();
        Assert.Equal(("2 urn:mfa", 600), (body.GetProperty("acrValues").GetString(), body.GetProperty("maxAge").GetInt32()));

        var callback = await browser.AuthorizeAsync(login: new { acrValues = "2 urn:mfa", maxAge = 600, loginHint = "alice" });
        Provider.TwistNextToken(Twist.Claim("acr", "urn:mfa"));
        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);
    }

    [Fact]
    public async Task A_sign_in_becomes_too_old_and_a_refresh_does_not_make_it_recent()
    {
        var browser = await SignedInAsync("2", 0);
        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).StatusCode);

        Clock.Advance(TimeSpan.FromSeconds(601));

        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "stepup_required", "stepup");
        await browser.FetchAsync("POST", "/api/auth/refresh");
        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "stepup_required", "stepup");
        Assert.Equal(1, ApiCalls);
    }

    [Fact]
    public async Task A_route_with_an_API_key_may_require_a_sign_in_too()
    {
        var (weak, strong) = (await SignedInAsync("1", 0), await SignedInAsync("2", 0));

        await (await weak.FetchAsync("GET", "/api/proxy/keyed/anything")).RefusedAsync(401, "stepup_required", "stepup");
        Assert.Equal(0, ApiCalls);
        Assert.Equal(HttpStatusCode.OK, (await strong.FetchAsync("GET", "/api/proxy/keyed/anything")).StatusCode);
    }

    [Fact]
    public async Task A_rule_of_one_route_is_none_of_another_and_nobody_signed_in_is_asked_for_a_login()
    {
        var browser = await SignedInAsync(null, null);

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/partner/anything")).StatusCode);
        await (await NewBrowser().FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "not_authenticated", "login");
    }

    [Theory]
    [InlineData("open:Acr", "2", "is set on a route that may be called without a session")]
    [InlineData("open:MaxAge", "00:10:00", "is set on a route that may be called without a session")]
    [InlineData("echo:Acr", "2  3", "is not a list of acr values")]
    [InlineData("echo:Acr", "a\"b", "is not a list of acr values")]
    [InlineData("echo:Acr", " ", "is not a list of acr values")]
    [InlineData("echo:MaxAge", "00:00:59", "is not a duration in range")]
    [InlineData("echo:MaxAge", "600", "is not a duration in range")]
    public async Task A_rule_that_cannot_be_checked_refuses_the_start(string key, string value, string problem)
    {
        Settings["TokenExchange:Proxy:Routes:" + key] = value;
        if (key.StartsWith("open:", StringComparison.Ordinal))
        {
            Settings[Open + "Destination"] = "https://api.example.test/open";
            Settings[Open + "Paths:0"] = "/";
            Settings[Open + "Credential"] = "none";
            Settings[Open + "AllowAnonymous"] = "true";
        }

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => AddGatewayAsync("app.example.test"));

        Assert.StartsWith($"TokenExchange:Proxy:Routes:{key} {problem}", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    private static string? CodeOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("TE-Error", out var codes) ? codes.Single() : null;

    private async Task<Browser> SignedInAsync(string? acr, int? age)
    {
        var browser = NewBrowser();
        var callback = await browser.AuthorizeAsync();
        var authTime = Clock.GetUtcNow().ToUnixTimeSeconds() + age;
        Provider.TwistNextToken(Twist.Claims(("acr", acr), ("auth_time", authTime)) with
        {
            Omit = [.. acr is null ? ["acr"] : Array.Empty<string>(), .. age is null ? ["auth_time"] : Array.Empty<string>()],
        });
        Assert.Equal(HttpStatusCode.OK, (await browser.ExchangeAsync(callback)).StatusCode);
        return browser;
    }
}
