using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Api;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Storage;
using TokenExchange.Emulators.Vault;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Pure;

namespace TokenExchange.Tests.Stand;

/// <summary>
/// The whole as in production, in memory: the gateway, the provider, the vault and the API each on a host of its own, one clock, every log kept.
/// After every test the canary rule is asserted: no secret in any answer, any log, or any request to somebody it is not for.
/// </summary>
public class TestStand : IAsyncLifetime
{
    internal const string AppOrigin = "https://app.example.test";
    internal const string ProviderOrigin = "https://login.example.test";

    private readonly List<WebApplication> _apps = [];
    private readonly List<Browser> _browsers = [];
    private readonly List<Task> _warmUps = [];
    private readonly Canaries _canaries = new();
    private readonly string _environment;

    internal TestStand(Action<Dictionary<string, string?>>? configure = null, DevProviderOptions? provider = null, string? environment = null)
    {
        _environment = environment ?? Environments.Production;
        Log = new RequestLog(Clock);
        Vault = new VaultEmulator(Log, Clock);
        ClientSecret = _canaries.New("client-secret");
        Vault.Put("client-secret", ClientSecret);
        SessionKey = Vault.Put("session-key", _canaries.New("session-key"));
        Vault.Put("partner-api-key", _canaries.New("partner-api-key"));
        provider ??= new DevProviderOptions { Issuer = ProviderOrigin, ClientSecrets = [ClientSecret], Origins = [AppOrigin] };
        Provider = new DevProvider(provider with { NewRsaKey = RsaKeys.NewSequence() }, Log, Clock);
        Provider.Grants.Rules = new RefreshRules(); // as the lever sets them: every refresh token once, which forgives the least
        Api = new DemoApi(
            Log, Clock, (token, _) => Task.FromResult(Provider.Grants.Introspect(token)?.Subject),
            (key, _) => ValueTask.FromResult(Vault.Values("partner-api-key").Contains(key, StringComparer.Ordinal)));
        Settings = StandSettings.Create();
        configure?.Invoke(Settings);
        Storage = new BlobEmulator(Log, Clock);
        if (IsShared)
        {
            Storage.Store.Create(StandSettings.ContainerName(Settings));
            Start("store.example.test", Storage.Map);
        }

        Start("login.example.test", Provider.Map);
        Start("vault.example.test", Vault.Map);
        Start("api.example.test", Api.Map);
        AddGatewayAsync("app.example.test");
    }

    internal ManualClock Clock { get; } = new();

    internal Network Network { get; } = new();

    internal LogSink Logs { get; } = new();

    internal TelemetrySink Telemetry { get; } = new();

    internal RequestLog Log { get; }

    internal VaultEmulator Vault { get; }

    internal DevProvider Provider { get; }

    internal DemoApi Api { get; }

    /// <summary>Blob Storage, for stands whose settings name <see cref="StandSettings.Container"/>.</summary>
    internal BlobEmulator Storage { get; }

    /// <summary>Whether instances share their state; a test asks for it with <see cref="StandSettings.Share"/>.</summary>
    internal bool IsShared => StandSettings.IsShared(Settings);

    internal Dictionary<string, string?> Settings { get; }

    /// <summary>The inside of the instance that was started last, for what cannot be seen through HTTP.</summary>
    internal IServiceProvider Inside { get; private set; } = null!;

    /// <summary>The client secret that the provider takes at first.</summary>
    internal string ClientSecret { get; }

    /// <summary>The version of the first session key.</summary>
    internal string SessionKey { get; }

    /// <summary>
    /// A second instance of the service, on a host of its own, which shares nothing in memory with the first. Whoever awaits it gets an instance whose
    /// warm-up is over, and that of the stand's first one always is: one that runs beside the test would meet faults and a clock that are not for it.
    /// </summary>
    internal Task AddGatewayAsync(string host, Action<IEndpointRouteBuilder>? map = null)
    {
        Start(host, map ?? (app => app.Map("/{**everything}", app.ServiceProvider.GetRequiredService<Gateway>().InvokeAsync)), AddServices);
        var warmUp = Inside.GetServices<IHostedService>().OfType<WarmUp>().Single().ExecuteTask!;
        _warmUps.Add(warmUp);
        return warmUp;
    }

    /// <summary>A person's browser with a page of the application open.</summary>
    internal Browser NewBrowser(string origin = AppOrigin)
    {
        var browser = new Browser(Network, Clock, origin);
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>A value that must never be seen outside the place it is for.</summary>
    internal string Canary(string name) => _canaries.New(name);

    /// <summary>Whether a call to the provider, the vault or the store is under way that does not wait for the clock.</summary>
    internal bool HasCallsUnderWay =>
        Network.CallsUnderWay("login.example.test") > Provider.Faults.Delayed ||
        Network.CallsUnderWay("vault.example.test") > Vault.Faults.Delayed ||
        Network.CallsUnderWay("store.example.test") > Storage.Faults.Delayed;

    /// <summary>How often an endpoint of the provider was called.</summary>
    internal int ProviderCalls(string endpoint) => Log.Of("provider").Count(row => row.Endpoint == endpoint);

    internal int VaultCalls => Log.Of("vault").Count;

    internal int ApiCalls => Log.Of("api").Count;

    internal int StorageCalls => Log.Of("storage").Count;

    public virtual ValueTask InitializeAsync() => new(Task.WhenAll(_warmUps).WaitAsync(WaitLimit.Longest));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        Provider.Dispose();
        Telemetry.Dispose();
        _canaries.AllowsHint = Settings.GetValueOrDefault("TokenExchange:Provider:IdTokenHint") == "true";
        _canaries.AllowsDetail = _environment == Environments.Development;
        _canaries.Assert(_browsers, Logs, Telemetry);
        _canaries.Assert(Storage.Store.Blobs);
        Assert.Empty(_browsers.SelectMany(browser => browser.Answers).SelectMany(AnswerCheck.Faults).Distinct());
        Assert.Empty(Network.Strays);
        Assert.DoesNotContain(Logs.Lines, line => line.Level >= LogLevel.Error && line.Category.StartsWith("TokenExchange.", StringComparison.Ordinal));
    }

    /// <summary>The service as a host registers it, on this stand's clock and network.</summary>
    private protected void AddServices(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(EmulatorClient.Create(new Uri("https://vault.example.test"), Network.Way(), retries: 0, WaitLimit.Longest));
        services.AddSingleton(EmulatorClient.CreateKeys(new Uri("https://vault.example.test"), Network.Way(), retries: 0, WaitLimit.Longest));
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(configuration, Settings);
        services.AddTokenExchange(configuration, new StandEnvironment { EnvironmentName = _environment });
        services.AddHttpClient(Outbound.Provider).ConfigurePrimaryHttpMessageHandler(Network.Way);
        services.AddStore(Settings, Network);

        services.AddHttpClient(Outbound.Upstream).ConfigurePrimaryHttpMessageHandler(Network.Way);
    }

    private void Start(string host, Action<IEndpointRouteBuilder> map, Action<IServiceCollection>? add = null)
    {
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        builder.WebHost.UseTestServer(options => options.BaseAddress = new Uri("https://" + host));
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        if (add is not null)
        {
            builder.Configuration.AddInMemoryCollection(Settings.Where(setting => setting.Key.StartsWith("Logging:", StringComparison.Ordinal)));
            builder.Logging.AddProvider(Logs);
        }

        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            // The test server leaves the raw target out, which Kestrel has: the bytes of the request line.
            var feature = context.Features.Get<IHttpRequestFeature>()!;
            if (string.IsNullOrEmpty(feature.RawTarget))
            {
                feature.RawTarget = context.Request.Headers["X-Test-Raw-Target"].ToString();
                context.Request.Headers.Remove("X-Test-Raw-Target");
            }

            return next(context);
        });
        if (add is not null)
        {
            Telemetry.Listen(app.Services.GetRequiredService<IMeterFactory>());
        }

        map(app);
        app.Start();
        _apps.Add(app);
        Inside = app.Services;
        Network.Add(host, new RawTarget(app.GetTestServer().CreateHandler()));
    }

    private sealed class RawTarget(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.OriginalString;
            request.Headers.TryAddWithoutValidation("X-Test-Raw-Target", address[address.IndexOf('/', "https://".Length)..]);
            request.RequestUri = new Uri(address); // the test server wants a normalized one
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class StandEnvironment : IHostEnvironment
    {
        public required string EnvironmentName { get; set; }

        public string ApplicationName { get; set; } = "token-exchange";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
