using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>The dev provider behind something that has a certificate, as gateways outside of development want.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private const string Issuer = "https://login.example.test:8443";

    private readonly LocalStand _stand = new("--LocalHost:Provider:Issuer=" + Issuer);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task It_calls_itself_and_its_endpoints_as_it_is_told()
    {
        using var metadata = JsonDocument.Parse(await _http.GetStringAsync(new Uri(_stand.Control + "/.well-known/openid-configuration")));

        Assert.Equal(Issuer, metadata.RootElement.GetProperty("issuer").GetString());
        Assert.Equal(Issuer + "/token", metadata.RootElement.GetProperty("token_endpoint").GetString());
    }

    [Theory]
    [InlineData("http://localhost:1/callback", 303)]
    [InlineData("https://localhost:1/callback", 303)]
    [InlineData("https://app.example.test/callback", 400)]
    public async Task It_sends_browsers_back_to_loopback_alone_with_a_certificate_or_without(string callback, int status)
    {
        var address = $"{_stand.Control}/authorize?client_id=token-exchange-demo&redirect_uri={Uri.EscapeDataString(callback)}&response_type=code&scope=openid"
            + $"&login_hint=alice&code_challenge_method=S256&code_challenge={new string('x', 43)}";

        using var answer = await _http.GetAsync(new Uri(address));

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
