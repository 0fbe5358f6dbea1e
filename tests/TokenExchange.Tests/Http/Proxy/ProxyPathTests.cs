using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Paths and methods that a route does not forward.</summary>
[StateIndependent]
public sealed class ProxyPathTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:echo:Paths:0"] = "/orders";
    settings["TokenExchange:Proxy:Routes:echo:Paths:1"] = "/anything/";
    settings["TokenExchange:Proxy:Routes:partner:Methods:1"] = "POST";
})
{
    [Theory]
    [InlineData("/orders/../admin")]
    [InlineData("/orders/%2e%2e/admin")]
    [InlineData("/orders/.%2E/admin")]
    [InlineData("/orders/%252e%252e/admin")]
    [InlineData("/orders/..%2fadmin")]
    [InlineData("/orders/..%5cadmin")]
    [InlineData("/orders\\..\\admin")]
    [InlineData("/orders/..;/admin")]
    [InlineData("/orders/..%3b/admin")]
    [InlineData("/orders//admin")]
    [InlineData("//orders")]
    [InlineData("/orders/%2f")]
    [InlineData("/orders/%252f")]
    [InlineData("/orders/%c0%af")]
    [InlineData("/orders/%e0%80%af")]
    [InlineData("/orders/%0d%0aX:%201")]
    [InlineData("/orders/%250a")]
    [InlineData("/orders/%zz")]
    [InlineData("/orders/%u002e")]
    [InlineData("/orders/%")]
    [InlineData("/orders/./x")]
    [InlineData("/orders/%2e")]
    [InlineData("/orders/a|b")]
    [InlineData("/orders/<x>")]
    public async Task A_path_that_could_be_read_in_two_ways_is_refused_before_the_upstream(string path)
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo" + path);

        Assert.True((int)answer.StatusCode is 400 or 404, $"{(int)answer.StatusCode}");
        Assert.Contains(answer.Headers.GetValues("TE-Error").Single(), new[] { "path_denied", "route_unknown" });
        Assert.Equal(0, ApiCalls);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/Orders")]
    [InlineData("/orders-old")]
    [InlineData("/ordersx")]
    [InlineData("/order")]
    [InlineData("/admin")]
    [InlineData("/%6frders")]
    [InlineData("/orders%20")]
    public async Task A_path_outside_of_the_prefixes_is_404(string path)
    {
        var browser = await SignedInAsync();

        await (await browser.FetchAsync("GET", "/api/proxy/echo" + path)).RefusedAsync(404, "path_denied", "none");

        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task A_path_under_a_prefix_is_forwarded()
    {
        var browser = await SignedInAsync();

        Assert.Equal(HttpStatusCode.OK, (await browser.FetchAsync("GET", "/api/proxy/echo/anything/7")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.FetchAsync("GET", "/api/proxy/echo/orders")).StatusCode);
        Assert.Equal(2, ApiCalls);
    }

    [Theory]
    [InlineData("/api/proxy/partner/../echo/anything")]
    [InlineData("/api/proxy/../auth/../proxy/echo/anything")]
    [InlineData("/api/%70roxy/echo/anything")]
    [InlineData("/api/proxy/%65cho/anything")]
    public async Task The_route_is_read_from_the_same_bytes_that_are_forwarded(string path)
    {
        var browser = await SignedInAsync();

        var answer = await browser.FetchAsync("GET", path);

        Assert.InRange((int)answer.StatusCode, 400, 404);
        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task A_request_that_has_been_here_before_or_wants_another_protocol_is_refused()
    {
        var browser = await SignedInAsync();

        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything", change: request => request.Headers.Add("Via", "1.1 token-exchange"))).RefusedAsync(400, "request_invalid");
        await (await browser.FetchAsync("GET", "/api/proxy/echo/anything", change: request => request.Headers.Add("Upgrade", "websocket"))).RefusedAsync(400, "request_invalid");

        Assert.Equal(0, ApiCalls);
    }

    [Fact]
    public async Task Nobody_signed_in_is_refused_before_the_upstream_on_every_route()
    {
        await (await NewBrowser().FetchAsync("GET", "/api/proxy/echo/anything")).RefusedAsync(401, "not_authenticated", "login");
        await (await NewBrowser().FetchAsync("GET", "/api/proxy/partner/anything")).RefusedAsync(401, "not_authenticated", "login");

        Assert.Equal(0, ApiCalls);
    }

    private async Task<Browser> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        return browser;
    }
}
