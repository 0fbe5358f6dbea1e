using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>APIs in a private network without a certificate: http by a setting of the route, and in production never to a public host.</summary>
[StateIndependent]
public sealed class PlainHttpTests : TestStand
{
    [Theory]
    [InlineData("http://orders:8080")]
    [InlineData("http://orders.shop.svc.cluster.local")]
    [InlineData("http://10.0.0.7:5000")]
    [InlineData("http://[fd00::7]")]
    public async Task A_route_that_allows_http_calls_an_API_in_a_private_network(string destination)
    {
        var asked = new List<string>();
        Network.Add(new Uri(destination).Host, new ScriptedServer(request =>
        {
            asked.Add(request.RequestUri!.OriginalString);
            return ScriptedServer.Answer(HttpStatusCode.OK, "{}");
        }));
        await StartAsync(destination, "true");
        var browser = NewBrowser();
        await browser.SignInAsync();

        var answer = await browser.FetchAsync("GET", "/api/proxy/echo/items");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(destination + "/items", Assert.Single(asked));
    }

    [Theory]
    [InlineData("http://orders:8080", null)]
    [InlineData("http://orders:8080", "false")]
    [InlineData("http://localhost:8080", null)]
    [InlineData("http://api.example.com", "true")]
    [InlineData("http://8.8.8.8", "true")]
    [InlineData("http://169.254.169.254/metadata", "true")]
    [InlineData("http://user@orders:8080", "true")]
    public async Task Without_the_setting_and_for_public_hosts_the_start_is_refused(string destination, string? allowHttp)
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(destination, allowHttp));

        Assert.Contains("TokenExchange:Proxy:Routes:echo:Destination is not an https address", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_setting_of_one_route_is_none_of_another()
    {
        Settings["TokenExchange:Proxy:Routes:partner:AllowHttp"] = "true";

        await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync("http://orders:8080", null));
    }

    private Task StartAsync(string destination, string? allowHttp)
    {
        Settings["TokenExchange:Proxy:Routes:echo:Destination"] = destination;
        Settings["TokenExchange:Proxy:Routes:echo:AllowHttp"] = allowHttp;
        return AddGatewayAsync("app.example.test");
    }
}
