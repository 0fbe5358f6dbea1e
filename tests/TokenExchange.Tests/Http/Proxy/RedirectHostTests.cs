using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Redirects of an API to hosts that the route lists (<c>RedirectHosts</c>), such as presigned downloads.</summary>
[StateIndependent]
public sealed class RedirectHostTests() : TestStand(settings => settings["TokenExchange:Proxy:Routes:echo:RedirectHosts:0"] = "files.example.test")
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_a_listed_host_reaches_the_browser(int status) =>
        Assert.Equal((status, "https://files.example.test/a?sig=x%2By"), await RedirectAsync("echo", status, "https://files.example.test/a?sig=x%2By"));

    [Theory]
    [InlineData("http://files.example.test/a")]
    [InlineData("//files.example.test/a")]
    [InlineData("https://files.example.test:8443/a")]
    [InlineData("https://files.example.test:443/a")]
    [InlineData("https://user@files.example.test/a")]
    [InlineData("https://files.example.test@evil.example/a")]
    [InlineData("https://files.example.test\\@evil.example/a")]
    [InlineData("https://files.example.test#@evil.example/a")]
    [InlineData("https://files.example.test./a")]
    [InlineData("https://x.files.example.test/a")]
    [InlineData("https://files.example.test.evil.example/a")]
    [InlineData("https://evil.example/https://files.example.test/")]
    [InlineData("https:///files.example.test/a")]
    [InlineData("javascript:alert(1)//files.example.test")]
    public async Task Any_other_redirect_out_of_the_API_is_dropped(string location) =>
        Assert.Equal((302, null), await RedirectAsync("echo", 302, location));

    [Fact]
    public async Task A_redirect_within_the_API_stays_within_the_route() =>
        Assert.Equal((302, "/api/proxy/echo/b"), await RedirectAsync("echo", 302, "https://api.example.test/user/b"));

    [Theory]
    [InlineData("echo", 201)]
    [InlineData("echo", 200)]
    [InlineData("partner", 302)]
    public async Task A_response_that_is_no_redirect_and_another_route_keep_it(string route, int status) =>
        Assert.Equal((status, null), await RedirectAsync(route, status, "https://files.example.test/a"));

    [Fact]
    public async Task A_redirect_that_contains_the_token_is_dropped()
    {
        Network.Add("api.example.test", new ScriptedServer(request => ScriptedServer.Answer(
            HttpStatusCode.Found, "", ("Location", "https://files.example.test/a?t=" + request.Headers.Authorization!.Parameter))));
        var browser = NewBrowser();
        await browser.SignInAsync();

        Assert.False((await browser.FetchAsync("GET", "/api/proxy/echo/a")).Headers.Contains("Location"));
    }

    [Theory]
    [InlineData("https://files.example.test", "is not a host name")]
    [InlineData("files.example.test:443", "is not a host name")]
    [InlineData("*.example.test", "is not a host name")]
    [InlineData("10.0.0.7", "is not a host name")]
    [InlineData("files", "is not a host name")]
    [InlineData("app.example.test", "is this service itself")]
    public async Task A_host_that_is_not_an_exact_foreign_name_refuses_the_start(string host, string problem)
    {
        Settings["TokenExchange:Proxy:Routes:echo:RedirectHosts:0"] = host;

        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => AddGatewayAsync("app.example.test"));

        Assert.StartsWith($"TokenExchange:Proxy:Routes:echo:RedirectHosts:0 {problem}", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    private async Task<(int Status, string? Location)> RedirectAsync(string route, int status, string location)
    {
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer((HttpStatusCode)status, "", ("Location", location))));
        var browser = NewBrowser();
        await browser.SignInAsync();
        var answer = await browser.FetchAsync("GET", $"/api/proxy/{route}/a");
        return ((int)answer.StatusCode, answer.Headers.NonValidated.TryGetValues("Location", out var found) ? found.ToString() : null);
    }
}
