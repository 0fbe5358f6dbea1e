using System.Security.Cryptography;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Emulators;
using TokenExchange.Emulators.Api;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Storage;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Operations.Drill;

/// <summary>What the instances of a drill use: provider, vault, shared state and API, all emulated, each on a port of its own.</summary>
internal sealed class DrillServices : IAsyncDisposable
{
    public const string ClientSecret = "client-secret";
    public const string PrivateKey = "private-key";
    public const string SessionKey = "session-key";
    public const string ApiKey = "partner-api-key";

    private readonly string _thumbprint;
    private readonly string _vaultAddress;

    private DrillServices(int users, DevClock clock, string thumbprint, IReadOnlyList<LoopbackPort> ports)
    {
        (Clock, _thumbprint) = (clock, thumbprint);
        var addresses = ports.Select(port => $"127.0.0.1:{port.Number}").ToList();
        _vaultAddress = "https://" + addresses[1];
        (ProviderAddress, ApiAddress) = ("http://" + addresses[0], "http://" + addresses[3]);
        StateAddress = $"http://{addresses[2]}/devstoreaccount1/shared-state";
        var log = new RequestLog(clock);
        Secrets = new VaultEmulator(log, clock);
        foreach (var name in new[] { ClientSecret, SessionKey, ApiKey })
        {
            Secrets.Put(name, NewValue());
        }

        Issuer = new DevProvider(
            new DevProviderOptions { Issuer = ProviderAddress, ClientSecrets = Secrets.Values(ClientSecret), NumberedUsers = users }, log, clock);
        Issuer.Grants.Rules = new RefreshRules(Rotate: true, ReuseDetection: true);
        Storage = new BlobEmulator(log, clock);
        Backend = new DemoApi(
            log,
            clock,
            (token, _) => Task.FromResult(Issuer.Grants.Introspect(token)?.Subject),
            (key, _) => ValueTask.FromResult(Secrets.Values(ApiKey).Contains(key, StringComparer.Ordinal)));
    }

    public DevClock Clock { get; }

    /// <summary>The secrets of the vault.</summary>
    public VaultEmulator Secrets { get; }

    /// <summary>The keys and grants of the provider.</summary>
    public DevProvider Issuer { get; }

    /// <summary>Whether instances that start now authenticate by a private key instead of the client secret.</summary>
    public bool UsesPrivateKey { get; set; }

    public string ProviderAddress { get; }

    public string StateAddress { get; }

    public string ApiAddress { get; }

    public DrillService Provider { get; private set; } = null!;

    public DrillService Vault { get; private set; } = null!;

    public DrillService State { get; private set; } = null!;

    private BlobEmulator Storage { get; }

    private DemoApi Backend { get; }

    private DrillService Api { get; set; } = null!;

    public static async Task<DrillServices> StartAsync(int users, DevClock clock)
    {
        var certificate = SelfSignedCertificate.Create(TimeProvider.System.GetUtcNow());
        List<LoopbackPort> ports = [new(0), new(0), new(0), new(0)];
        var services = new DrillServices(users, clock, SelfSignedCertificate.Thumbprint(certificate), ports);
        services.Provider = await DrillService.StartAsync(ports[0], services.Issuer.Map, path => path is "/jwks" or "/.well-known/openid-configuration");
        services.Vault = await DrillService.StartAsync(ports[1], services.Secrets.Map, _ => true, certificate);
        services.State = await DrillService.StartAsync(ports[2], services.Storage.Map, _ => true);
        services.Api = await DrillService.StartAsync(ports[3], services.Backend.Map, _ => true);
        return services;
    }

    /// <summary>A random value of 256 bits.</summary>
    public static string NewValue() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A private key on P-256, in PEM.</summary>
    public static string NewPrivateKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>A client of the vault for one instance.</summary>
    public SecretClient NewVaultClient() => EmulatorClient.TryCreate(_vaultAddress, _thumbprint)!;

    /// <summary>The configuration of an instance.</summary>
    /// <param name="origin">The address that all instances are behind.</param>
    public Dictionary<string, string?> Settings(string origin) => DrillSettings.Create(origin, _vaultAddress, this);

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await State.DisposeAsync();
        await Vault.DisposeAsync();
        await Provider.DisposeAsync();
        Issuer.Dispose();
    }
}
