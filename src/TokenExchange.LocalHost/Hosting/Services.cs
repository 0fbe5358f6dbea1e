using System.Net.Security;
using System.Security.Cryptography;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Emulators;
using TokenExchange.Emulators.Api;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;
using TokenExchange.LocalHost.Control;
using TokenExchange.Secrets;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>The services that the gateway uses, on their own ports: dev provider, vault emulator, demo API.</summary>
internal sealed class Services : IAsyncDisposable
{
    private const string PartnerKey = "partner-api-key";

    private readonly List<WebApplication> _apps = [];
    private readonly HttpClient _outside = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { MaxResponseContentBufferSize = 1 << 20 };
    private readonly DevProvider _provider;
    private readonly VaultEmulator _vault;
    private readonly DemoApi _api;
    private readonly SharedClock _clock;

    public Services(LocalHostOptions options, IConfiguration configuration, Ports ports, DevClock clock)
    {
        _clock = new SharedClock(clock);
        var (providerPort, vaultPort, apiPort) = ports.Services;
        Provider = $"http://127.0.0.1:{providerPort.Number}";
        Vault = $"https://127.0.0.1:{vaultPort.Number}";
        Api = $"http://127.0.0.1:{apiPort.Number}";
        var log = new RequestLog(clock);
        _vault = new VaultEmulator(log, clock);
        var clientSecret = Random();
        _vault.Put("client-secret", clientSecret);
        _vault.Put("session-key", Random());
        _vault.Put(PartnerKey, Random());
        _provider = new DevProvider(options.DevProvider.Options(Provider, clientSecret), log, clock);
        _api = new DemoApi(log, clock, Introspection(options, configuration, clock), Keys(options, configuration, clock));
        Control = new ControlSurface(_vault, _provider, _api, log, _clock, Gateways(options));
        var certificate = SelfSignedCertificate.Create(TimeProvider.System.GetUtcNow());
        VaultThumbprint = SelfSignedCertificate.Thumbprint(certificate);
        Add(providerPort, app =>
        {
            _provider.Map(app);
            if (options.HasControl)
            {
                Control.Map(app);
            }
        });
        Add(vaultPort, _vault.Map, certificate);
        Add(apiPort, _api.Map);
    }

    public string Provider { get; }

    public string Vault { get; }

    public string VaultThumbprint { get; }

    public string Api { get; }

    public ControlSurface Control { get; }

    public Addresses Addresses => new(Provider, Vault, VaultThumbprint, Api);

    public async Task StartAsync()
    {
        foreach (var app in _apps)
        {
            await app.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        _provider.Dispose();
        _clock.Dispose();
        _outside.Dispose();
    }

    private void Add(LoopbackPort port, Action<IEndpointRouteBuilder> map, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var builder = EmulatorHost.CreateBuilder(Environments.Development);
        EveryApplication.Prepare(builder);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        port.Use(builder, certificate);
        var app = builder.Build();
        EveryApplication.Guard(app);
        app.UseWebSockets();
        map(app);
        _apps.Add(app);
    }

    /// <summary>Validates access tokens: the dev provider, or an external one.</summary>
    private Func<string, CancellationToken, Task<string?>> Introspection(LocalHostOptions options, IConfiguration configuration, TimeProvider clock) =>
        options.IsProviderExternal
            ? new ExternalUsers(configuration["TokenExchange:Provider:Authority"], _outside, clock).FindAsync
            : (token, _) => Task.FromResult(_provider.Grants.Introspect(token)?.Subject);

    /// <summary>Validates API keys: the emulator, or an external vault, which is called as the gateway does.</summary>
    private Func<string, CancellationToken, ValueTask<bool>> Keys(LocalHostOptions options, IConfiguration configuration, TimeProvider clock)
    {
        if (!options.IsVaultExternal || !Uri.TryCreate(configuration["TokenExchange:KeyVault:Uri"], UriKind.Absolute, out var address))
        {
            return (key, _) => ValueTask.FromResult(PartnerKeys.Contain(_vault.Values(PartnerKey).Select(SecretValue.Read), key));
        }

        var elsewhere = EmulatorClient.TryCreate(address.OriginalString, options.VaultThumbprint) ?? new SecretClient(address, new DefaultAzureCredential());
        return new PartnerKeys(elsewhere, PartnerKey, clock).ContainsAsync;
    }

    /// <summary>For logout tokens: gateways with certificates of the machine's trust, and one with the certificate of <c>--https</c>.</summary>
    private static SocketsHttpHandler Gateways(LocalHostOptions options)
    {
        var own = options.Certificate?.Thumbprint;
        return new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    errors == SslPolicyErrors.None || (own is not null && certificate is not null && SelfSignedCertificate.Thumbprint(certificate) == own),
            },
        };
    }

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
