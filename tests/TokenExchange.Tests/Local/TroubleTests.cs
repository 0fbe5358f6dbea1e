using System.Net.Http.Headers;
using System.Text;

namespace TokenExchange.Tests.Local;

/// <summary>What breaks inside an application of the local host tells nobody about its inside.</summary>
public sealed class TroubleTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task An_exception_of_a_service_is_an_empty_500()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, _stand.Vault + "/secrets/x?api-version=1") { Content = Json("{}") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenExchange.Emulators.Vault.VaultEmulator.Token);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await _stand.SendAsync(request);

        Assert.Equal((500, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task An_exception_of_the_gateways_host_is_an_empty_500()
    {
        await using var services = await OutsideServer.StartAsync();
        services.Answer("/dev/clock", 200, "no clock");
        var gateway = await _stand.AddGatewayAsync("--LocalHost:Services=" + services.Address);

        Assert.Equal((500, ""), await _stand.TurnAsync(gateway, "POST", "clock", """{"advanceSeconds":1}"""));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
