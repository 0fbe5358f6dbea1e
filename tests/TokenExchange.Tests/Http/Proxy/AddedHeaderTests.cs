using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>A route may add response headers: names that cannot affect the service's origin, and only to what the API answered.</summary>
[StateIndependent]
public sealed class AddedHeaderTests() : TestStand(settings =>
{
    settings[Added + "0"] = "X-Robots-Tag: noindex, nofollow";
    settings[Added + "1"] = "x-request-id: of the route";
})
{
    private const string Added = "TokenExchange:Proxy:Routes:echo:AddedResponseHeaders:";

    [Fact]
    public async Task The_API_s_answers_have_them_once_also_its_errors()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        foreach (var status in new[] { HttpStatusCode.OK, HttpStatusCode.NotFound })
        {
            Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(status, "", ("X-Request-Id", "of the API"), ("X-Robots-Tag", "all"))));

            var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("noindex, nofollow", string.Join('|', answer.Headers.GetValues("X-Robots-Tag")));
            Assert.Equal("of the route", answer.Headers.GetValues("X-Request-Id").Single());
        }
    }

    [Fact]
    public async Task Errors_of_this_service_and_other_routes_have_none()
    {
        var browser = NewBrowser();
        Assert.False((await browser.FetchAsync("GET", "/api/proxy/echo/anything")).Headers.Contains("X-Robots-Tag"));
        await browser.SignInAsync();

        Assert.False((await browser.FetchAsync("GET", "/api/proxy/partner/anything")).Headers.Contains("X-Robots-Tag"));
    }

    [Theory]
    [InlineData("Set-Cookie: a=b", "is a header that cannot be added")]
    [InlineData("set-cookie2: a=b", "is a header that cannot be added")]
    [InlineData("Content-Security-Policy: default-src *", "is a header that cannot be added")]
    [InlineData("Content-Length: 1", "is a header that cannot be added")]
    [InlineData("Content-Type: text/html", "is a header that cannot be added")]
    [InlineData("Access-Control-Allow-Origin: *", "is a header that cannot be added")]
    [InlineData("Strict-Transport-Security: max-age=0", "is a header that cannot be added")]
    [InlineData("Cross-Origin-Opener-Policy: unsafe-none", "is a header that cannot be added")]
    [InlineData("Clear-Site-Data: *", "is a header that cannot be added")]
    [InlineData("Location: https://evil.example", "is a header that cannot be added")]
    [InlineData("TE-Error: x", "is a header that cannot be added")]
    [InlineData("Transfer-Encoding: chunked", "is a header that cannot be added")]
    [InlineData("Cache-Control: public", "is a header that cannot be added")]
    [InlineData("ETag: 1", "is a header that cannot be added")]
    [InlineData("X-ROBOTS-TAG: all", "has the name of another one")]
    [InlineData("X-A", "is not a header field")]
    [InlineData("X-A: ", "is not a header field")]
    [InlineData("X-A:b", "is not a header field")]
    [InlineData("X A: b", "is not a header field")]
    [InlineData("X-A: b\r\nSet-Cookie: c=d", "is not a header field")]
    [InlineData("X-A: ü", "is not a header field")]
    public async Task What_could_affect_the_origin_or_is_no_field_refuses_the_start(string line, string problem)
    {
        Settings[Added + "2"] = line;

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => AddGatewayAsync("app.example.test"));

        Assert.StartsWith($"{Added}2 {problem}", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }
}
