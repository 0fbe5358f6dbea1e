using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Statuses, redirects and failures of an upstream.</summary>
public sealed class ProxyAnswerTests : TestStand
{
    [Theory]
    [InlineData("HEAD", "/anything", 200)]
    [InlineData("GET", "/status/204", 204)]
    [InlineData("GET", "/status/304", 304)]
    [InlineData("GET", "/status/500", 500)]
    [InlineData("GET", "/status/503", 503)]
    [InlineData("GET", "/status/404", 404)]
    public async Task A_status_of_the_upstream_is_its_own(string method, string path, int status)
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync(method, "/api/proxy/echo" + path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("TE-Error"));
        Assert.Equal(1, ApiCalls);
    }

    [Fact]
    public async Task An_upstream_that_is_down_is_502_and_is_tried_once()
    {
        var browser = await SignedInAsync();
        var down = new ScriptedServer(_ => throw new HttpRequestException("Connection refused."));
        Network.Add("api.example.test", down);

        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(502, "upstream_unavailable", "retry");
        await (await browser.FetchAsync("POST", "/api/proxy/echo/anything", new { a = 1 })).RefusedAsync(502, "upstream_unavailable");

        Assert.Equal(2, down.Calls);
    }

    [Theory]
    [InlineData("https://api.example.test/user/elsewhere", "/api/proxy/echo/elsewhere")]
    [InlineData("https://evil.test/", null)]
    [InlineData("https://api.example.test/userx", null)]
    [InlineData("https://api.example.test/user/../admin", null)]
    [InlineData("//evil.test/x", null)]
    [InlineData("http://api.example.test/user/x", null)]
    public async Task A_redirect_is_not_followed_and_shows_nothing_behind_us(string location, string? mapped)
    {
        var browser = await SignedInAsync();
        var upstream = new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Found, "", ("Location", location)));
        Network.Add("api.example.test", upstream);

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/anything");

        Assert.Equal(302, (int)answer.StatusCode);
        Assert.Equal(mapped, answer.Headers.TryGetValues("Location", out var found) ? found.Single() : null);
        Assert.Equal(1, upstream.Calls);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
