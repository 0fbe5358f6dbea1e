using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Functions.Cloud;
using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>
/// The published functions, or another application with the service, as they are deployed: in production, with https alone, a managed identity and a vault by its name in the cloud. What answers
/// are the local host's services, behind one certificate that the worker's process trusts.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    /// <summary>The vault's name in the cloud.</summary>
    public const string VaultName = "contoso.vault.azure.net";

    private readonly Stack<IAsyncDisposable> _parts = new();
    private IDeployedApp? _app;
    private Site? _front;

    private Deployment()
    {
    }

    public TestCertificate Certificate { get; } = TestCertificate.Create(VaultName);

    public FunctionsHost Host => (FunctionsHost)_app!;

    public LocalHost Services { get; private set; } = null!;

    /// <summary>The app settings that it was started with.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <summary>What answers behind the route <c>own</c>, which wants no session.</summary>
    public RequestDelegate Upstream { get; set; } = _ => Task.CompletedTask;

    /// <summary>Where browsers reach it.</summary>
    public string Origin => $"https://localhost:{_front!.Port}";

    /// <summary>Starts it with app settings besides the usual.</summary>
    public static Task<Deployment> StartAsync(params IEnumerable<(string Key, string Value)> settings) => StartAsync(_ => settings);

    /// <summary>Starts it with app settings that name where the test's own upstream is.</summary>
    public static Task<Deployment> StartAsync(Func<string, IEnumerable<(string Key, string Value)>> settings) =>
        StartAsync(settings, async all => await FunctionsHost.StartAsync(all));

    /// <summary>Starts another application with the same settings.</summary>
    public static Task<Deployment> OfAsync(Func<IReadOnlyDictionary<string, string>, Task<IDeployedApp>> start) => StartAsync(_ => [], start);

    /// <summary>A user of it.</summary>
    public WebUser NewUser() => new(Origin, Certificate);

    /// <summary>A caller of it that keeps nothing.</summary>
    public HttpClient NewCaller()
    {
        var caller = new HttpClient(Way.To(Certificate)) { BaseAddress = new Uri(Origin) };
        caller.DefaultRequestHeaders.Add("X-CSRF", "1");
        return caller;
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        Certificate.Dispose();
    }

    private static async Task<Deployment> StartAsync(
        Func<string, IEnumerable<(string Key, string Value)>> settings, Func<IReadOnlyDictionary<string, string>, Task<IDeployedApp>> start)
    {
        var deployment = new Deployment();
        try
        {
            await deployment.SetUpAsync(settings, start);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    private async Task SetUpAsync(
        Func<string, IEnumerable<(string Key, string Value)>> settings, Func<IReadOnlyDictionary<string, string>, Task<IDeployedApp>> start)
    {
        var provider = await AddAsync(Terminator.StartAsync(Certificate));
        var vault = await AddAsync(Terminator.StartAsync(Certificate, isProxy: true));
        var api = await AddAsync(Terminator.StartAsync(Certificate));
        var upstream = await AddAsync(Site.StartAsync(context => Upstream(context), Certificate.Pair));
        var identity = await AddAsync(ManagedIdentity.StartAsync());
        var issuer = $"https://127.0.0.1:{provider.Port}";
        Services = await AddAsync(LocalHost.StartServicesAsync(("LocalHost:Provider:Issuer", issuer), ("SSL_CERT_FILE", Certificate.File)));
        provider.LeadTo(Services.Provider);
        vault.LeadTo(Services.Vault);
        api.LeadTo(Services.Api);
        _front = await AddAsync(Site.StartAsync(context => _app!.AnswerAsync(context), Certificate.Pair));
        Dictionary<string, string> all = new()
        {
            ["SSL_CERT_FILE"] = Certificate.File,
            ["HTTPS_PROXY"] = $"http://127.0.0.1:{vault.Port}", // the service's own calls use none; those of the cloud's clients do
            ["NO_PROXY"] = "localhost",
        };
        var own = $"https://localhost:{upstream.Port}";
        var usual = AppSettings.For(Origin, issuer, VaultName, $"https://127.0.0.1:{api.Port}", own);
        foreach (var (key, value) in identity.Environment.Concat(usual).Concat(settings(own)))
        {
            all[key] = value;
        }

        Settings = all;
        _app = await AddAsync(start(all));
    }

    private async Task<T> AddAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var part = await starting;
        _parts.Push(part);
        return part;
    }
}
