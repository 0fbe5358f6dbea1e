using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>A vault elsewhere, of which gateway and demo API know the address and the certificate's thumbprint.</summary>
public sealed class ExternalVaultTests : IAsyncLifetime
{
    private readonly LocalStand _elsewhere = new();
    private LocalStand? _stand;

    public ValueTask InitializeAsync() => _elsewhere.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await (_stand?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task The_demo_api_takes_the_key_that_stands_there()
    {
        using var user = new LocalUser(await StartAsync(_elsewhere.VaultThumbprint));
        await user.SignInAsync();

        Assert.Equal(200, await PartnerAsync(user));
        await PutAsync("partner-api-key", "another\r\n");
        await _stand!.AdvanceAsync(_stand.Control, 3600); // the gateway has the new one now
        await user.SignInAsync();
        Assert.Equal(200, await PartnerAsync(user));
    }

    [Fact]
    public async Task A_key_that_does_not_stand_there_is_refused()
    {
        await StartAsync(_elsewhere.VaultThumbprint);

        Assert.Equal(401, await ApiAsync("another"));
        await PutAsync("partner-api-key", "another");
        _stand!.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, await ApiAsync("another"));
    }

    [Theory]
    [InlineData(64, "")]
    [InlineData(40, "")]
    [InlineData(64, ":")]
    [InlineData(40, ":")]
    [InlineData(40, " ")]
    public async Task Its_certificate_is_known_by_either_thumbprint(int digits, string separator)
    {
        var thumbprint = digits == 64 ? _elsewhere.VaultThumbprint : await Sha1Async();

        using var user = new LocalUser(await StartAsync(string.Join(separator, thumbprint.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)))));

        Assert.Null(await user.SignInAsync());
    }

    [Fact]
    public async Task Another_certificate_is_not_trusted()
    {
        using var user = new LocalUser(await StartAsync(new string('0', 40)));
        using var answer = await user.CallAsync("POST", "/api/auth/login", new { });

        Assert.Equal(503, (int)answer.StatusCode);
    }

    /// <summary>A gateway and services of its own before that vault.</summary>
    private async Task<string> StartAsync(string thumbprint)
    {
        string[] args = ["--LocalHost:Vault=external", "--TokenExchange:KeyVault:Uri=" + _elsewhere.Vault, "--LocalHost:Vault:CertificateThumbprint=" + thumbprint];
        _stand = new LocalStand(args);
        await _stand.InitializeAsync();
        await PutAsync("client-secret", "of-both");
        await _stand.TurnAsync(_stand.Control, "POST", "provider/client-secret", """{"accept":["of-both"]}""");
        return await _stand.AddWholeAsync(args);
    }

    private async Task PutAsync(string name, string value)
    {
        var (status, text) = await _elsewhere.TurnAsync(_elsewhere.Control, "PUT", "vault/secrets/" + name, JsonSerializer.Serialize(new { value }));
        Assert.True(status == 200, text);
    }

    private static async Task<int> PartnerAsync(LocalUser user)
    {
        using var answer = await user.CallAsync("GET", "/api/proxy/partner/anything");
        return (int)answer.StatusCode;
    }

    private async Task<int> ApiAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _stand!.Api + "/anything");
        request.Headers.Add("X-Api-Key", key);
        using var answer = await _stand.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>What Windows and .NET show as a certificate's thumbprint.</summary>
    private async Task<string> Sha1Async()
    {
        var address = new Uri(_elsewhere.Vault);
        using var connection = new TcpClient(address.Host, address.Port);
        await using var tls = new SslStream(
            connection.GetStream(), false, (_, certificate, _, _) => certificate!.GetCertHashString(HashAlgorithmName.SHA256) == _elsewhere.VaultThumbprint);
        await tls.AuthenticateAsClientAsync(address.Host);
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }
}
