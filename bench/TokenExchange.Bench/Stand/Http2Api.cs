using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Bench.Stand;

/// <summary>
/// The API by HTTP/2, where many streams share a connection: a server that forwards 10,000 of them then has little more than 10,000 sockets open. The service
/// speaks HTTP/2 over TLS alone, so there is a certificate; a process trusts it by <c>SSL_CERT_FILE</c>.
/// </summary>
internal sealed class Http2Api : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = SelfSignedCertificate.Create("bench", TimeProvider.System.GetUtcNow(), days: 2);

    private Http2Api(string accessToken)
    {
        CertificateFile = Path.Combine(AppContext.BaseDirectory, $"api-{Environment.ProcessId}.pem");
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            listener.UseHttps(_certificate);
        }));
        _app = builder.Build();
        new ByteApi(accessToken).Map(_app);
    }

    public string Address => _app.Urls.Single();

    public string CertificateFile { get; }

    public static async Task<Http2Api> StartAsync(string accessToken)
    {
        var api = new Http2Api(accessToken);
        await api._app.StartAsync();
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        File.Delete(CertificateFile);
    }
}
