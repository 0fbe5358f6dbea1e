using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Response headers cross by an allow-list: what is not on it, nor on the route's, does not.</summary>
[StateIndependent]
public sealed class ResponseHeaderTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:echo:ResponseHeaders:0"] = "X-Listed";
    settings["TokenExchange:Proxy:Routes:echo:ResponseHeaders:1"] = "Link";
})
{
    [Theory]
    [InlineData("Authorization")]
    [InlineData("X-Api-Key")]
    [InlineData("Set-Login")]
    [InlineData("Attribution-Reporting-Register-Source")]
    [InlineData("Attribution-Reporting-Register-Trigger")]
    [InlineData("X-Accel-Redirect")]
    [InlineData("X-Backend-Server")]
    [InlineData("Accept-CH")]
    [InlineData("Critical-CH")]
    [InlineData("Use-As-Dictionary")]
    [InlineData("Secure-Session-Registration")]
    [InlineData("Sec-Session-Registration")]
    [InlineData("Set-Cookie2")]
    [InlineData("Speculation-Rules")]
    [InlineData("No-Vary-Search")]
    [InlineData("Origin-Agent-Cluster")]
    [InlineData("Document-Policy")]
    [InlineData("Activate-Storage-Access")]
    [InlineData("Supports-Loading-Mode")]
    [InlineData("CDN-Cache-Control")]
    [InlineData("X-Original-URL")]
    [InlineData("Server")]
    [InlineData("Server-Timing")]
    [InlineData("X-Invented-Tomorrow")]
    [InlineData("x-functions-key")]
    public async Task A_header_that_nobody_listed_does_not_cross(string name)
    {
        var answer = await FetchAsync((name, "1"), ("X-Request-Id", "7"));

        Assert.False(answer.Headers.NonValidated.Contains(name));
        Assert.Equal("7", answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Theory]
    [InlineData("Content-Type", "application/json")]
    [InlineData("Content-Encoding", "br")]
    [InlineData("Content-Language", "de")]
    [InlineData("Content-Disposition", "attachment")]
    [InlineData("Content-Range", "bytes 0-3/9")]
    [InlineData("Last-Modified", "Tue, 15 Nov 1994 12:45:26 GMT")]
    [InlineData("Allow", "GET")]
    [InlineData("Accept-Ranges", "bytes")]
    [InlineData("ETag", "\"1\"")]
    [InlineData("Retry-After", "5")]
    [InlineData("RateLimit", "limit=10")]
    [InlineData("RateLimit-Policy", "10;w=1")]
    [InlineData("X-RateLimit-Remaining", "9")]
    [InlineData("Deprecation", "@1688169599")]
    [InlineData("Sunset", "Sat, 31 Dec 2033 23:59:59 GMT")]
    [InlineData("Preference-Applied", "return=minimal")]
    [InlineData("X-Correlation-Id", "7")]
    [InlineData("X-Total-Count", "7")]
    [InlineData("X-Listed", "7")]
    [InlineData("Link", "</orders?page=2>; rel=\"next\"")]
    public async Task What_describes_the_answer_and_what_the_route_lists_crosses(string name, string value)
    {
        var answer = await FetchAsync((name, value));

        Assert.Equal(value, answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Single(header => header.Key == name).Value.ToString());
    }

    private async Task<HttpResponseMessage> FetchAsync(params (string Name, string Value)[] headers)
    {
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK, "body", headers)));
        var browser = NewBrowser();
        await browser.SignInAsync();
        return await browser.FetchAsync("GET", "/api/proxy/echo/orders");
    }
}
