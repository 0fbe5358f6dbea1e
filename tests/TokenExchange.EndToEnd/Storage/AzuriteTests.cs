using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>The local host with its shared state in Azurite.</summary>
public sealed class AzuriteTests
{
    [AzuriteFact]
    public async Task A_login_completes_and_the_container_is_created_by_the_service()
    {
        await using var azurite = await Azurite.StartAsync();
        await using var host = await LocalHost.StartAsync(("TokenExchange:SharedState:BlobContainerUri", azurite.Container()));
        using var user = new WebUser(host);

        var exchanged = await user.ExchangeAsync(await user.AuthorizeAsync());

        Assert.True(exchanged.Status == HttpStatusCode.OK, exchanged.Text);
        Assert.Equal(HttpStatusCode.OK, (await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/anything/x")).Status);
        var ready = await user.CallAsync(HttpMethod.Get, "/api/health/ready");
        Assert.Equal("ok", ready.Json.GetProperty("checks").GetProperty("sharedState").GetProperty("status").GetString());
        Assert.DoesNotContain("in memory", host.Log, StringComparison.Ordinal);
    }

    [AzuriteFact]
    public async Task A_gateway_beside_the_services_reaches_the_same_container()
    {
        await using var azurite = await Azurite.StartAsync();
        await using var services = await LocalHost.StartServicesAsync();
        await using var gateway = await LocalHost.StartGatewayAsync(services, ("TokenExchange:SharedState:BlobContainerUri", azurite.Container()));
        using var user = new WebUser(gateway);

        var exchanged = await user.ExchangeAsync(await user.AuthorizeAsync());

        Assert.True(exchanged.Status == HttpStatusCode.OK, exchanged.Text);
    }
}
