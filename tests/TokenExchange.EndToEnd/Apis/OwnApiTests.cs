using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Apis;

/// <summary>The samples of docs/own-api.md behind a route of the local host, which issues JWT access tokens.</summary>
public sealed class OwnApiTests : IAsyncLifetime
{
    private const string Orders = "/api/proxy/orders/orders";

    private LocalHost _services = null!;

    public async ValueTask InitializeAsync() =>
        _services = await LocalHost.StartServicesAsync(("LocalHost:Provider:ApiId", "orders-api"));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task An_API_on_ASP_NET_Core_verifies_the_tokens_of_the_route()
    {
        await using var api = await SampleApi.StartDotNetAsync(_services.Provider, "orders-api");
        await using var gateway = await StartGatewayAsync(api);
        using var user = new WebUser(gateway);

        await TakesTheTokensAsync(user, api);

        // The key of a renewed token is new; the API reads the keys again when it does not know one.
        await _services.ControlAsync(HttpMethod.Post, "provider/keys/rotate", new { withdrawOld = true });
        await gateway.ControlAsync(HttpMethod.Post, "clock", new { advanceSeconds = 250 });
        await Until.TrueAsync("the API knows the new key", async () => (await user.CallAsync(HttpMethod.Get, Orders)).Status == HttpStatusCode.OK);
    }

    [Fact(Timeout = Requirements.LongestTest)]
    public async Task An_API_with_another_audience_rejects_them()
    {
        await using var api = await SampleApi.StartDotNetAsync(_services.Provider, "another-api");
        await using var gateway = await StartGatewayAsync(api);
        using var user = new WebUser(gateway);
        await user.SignInAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await user.CallAsync(HttpMethod.Get, Orders)).Status);
    }

    [ProviderFact]
    public async Task An_API_on_Node_js_verifies_the_tokens_of_the_route()
    {
        await using var api = await SampleApi.StartNodeAsync(_services.Provider, "orders-api");
        await using var gateway = await StartGatewayAsync(api);
        using var user = new WebUser(gateway);

        await TakesTheTokensAsync(user, api);
    }

    private static async Task TakesTheTokensAsync(WebUser user, SampleApi api)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await user.SendAsync(HttpMethod.Get, api.Address + "/orders")).Status);

        await user.SignInAsync();
        var answer = await user.CallAsync(HttpMethod.Get, Orders);

        Assert.Equal((HttpStatusCode.OK, """{"user":"88421113","orders":["tea","biscuits"]}"""), (answer.Status, answer.Text));
    }

    private Task<LocalHost> StartGatewayAsync(SampleApi api) => LocalHost.StartGatewayAsync(
        _services,
        ("TokenExchange:Proxy:Routes:orders:Destination", api.Address),
        ("TokenExchange:Proxy:Routes:orders:Credential", "user-token"),
        ("TokenExchange:Proxy:Routes:orders:Methods:0", "GET"),
        ("TokenExchange:Proxy:Routes:orders:Paths:0", "/orders"));
}
