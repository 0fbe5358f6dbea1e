using System.Buffers.Text;
using System.Security.Cryptography;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Bench.Stand;

/// <summary>Provider, vault and API around the service, each on a port of its own. A measured call reaches only the API.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];
    private readonly RequestLog _log;
    private long _seen;

    private Surroundings(RequestLog log, DevProvider provider, string providerAddress, string vaultAddress, string apiAddress, string vaultThumbprint, string clientSecret)
    {
        _log = log;
        (Provider, ProviderAddress, VaultAddress, ApiAddress) = (provider, providerAddress, vaultAddress, apiAddress);
        (VaultThumbprint, ClientSecret) = (vaultThumbprint, clientSecret);
        Vault = EmulatorClient.Create(new Uri(vaultAddress), SelfSignedCertificate.Pin(vaultThumbprint));
    }

    /// <summary>How long the access token of a login or a refresh lives. A run waits until those of its sessions have expired.</summary>
    public static TimeSpan AccessTokenLifetime { get; } = TimeSpan.FromSeconds(5);

    public DevProvider Provider { get; }

    public string ProviderAddress { get; }

    public string VaultAddress { get; }

    public string ApiAddress { get; }

    public string VaultThumbprint { get; }

    public string ClientSecret { get; }

    public SecretClient Vault { get; }

    public static async Task<Surroundings> StartAsync(string accessToken)
    {
        var (providerPort, vaultPort, apiPort) = (new LoopbackPort(0), new LoopbackPort(0), new LoopbackPort(0));
        var (provider, vault, api) = ($"http://127.0.0.1:{providerPort.Number}", $"https://127.0.0.1:{vaultPort.Number}", $"http://127.0.0.1:{apiPort.Number}");
        var log = new RequestLog(TimeProvider.System);
        var secrets = new VaultEmulator(log, TimeProvider.System);
        var clientSecret = Random(32);
        secrets.Put("client-secret", clientSecret);
        secrets.Put("session-key", Random(32));
        var certificate = SelfSignedCertificate.Create(TimeProvider.System.GetUtcNow());
        var dev = new DevProvider(
            new DevProviderOptions
            {
                Issuer = provider,
                ClientId = BenchSettings.Client,
                ClientSecrets = [clientSecret],
                AccessTokenSeconds = (int)AccessTokenLifetime.TotalSeconds,
            },
            log,
            TimeProvider.System);
        dev.Grants.AccessTokenLength = accessToken.Length;
        var around = new Surroundings(log, dev, provider, vault, api, SelfSignedCertificate.Thumbprint(certificate), clientSecret);
        around._apps.Add(await LoopbackServer.StartAsync(providerPort, dev.Map));
        around._apps.Add(await LoopbackServer.StartAsync(vaultPort, secrets.Map, certificate));
        around._apps.Add(await LoopbackServer.StartAsync(apiPort, new ByteApi(accessToken).Map));
        return around;
    }

    /// <summary>So many random bytes as text.</summary>
    public static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>How many refreshes reached the provider since this was last asked.</summary>
    public long TakeRefreshes()
    {
        var rows = _log.Of("provider").Where(row => row.Sequence > _seen).ToList();
        _seen = rows.Count > 0 ? rows[^1].Sequence : _seen;
        return rows.Count(row => row.Form.GetValueOrDefault("grant_type") == "refresh_token");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        Provider.Dispose();
    }
}
