using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>
/// Three gateway processes behind one address, which share one set of services and a store in Azurite. Every refresh token can be used once; a second use
/// ends its family.
/// </summary>
internal sealed class Instances : IAsyncDisposable
{
    /// <summary>The one public address; nothing listens there.</summary>
    public const string Origin = "http://localhost:5080";

    private readonly List<LocalHost> _gateways = [];
    private int _next = -1;

    private Instances(Azurite store, LocalHost services) => (Store, Services) = (store, services);

    public Azurite Store { get; }

    public LocalHost Services { get; }

    public IReadOnlyList<LocalHost> Gateways => _gateways;

    public static async Task<Instances> StartAsync(int gateways = 3)
    {
        var instances = new Instances(await Azurite.StartAsync(), await LocalHost.StartServicesAsync());
        await Task.WhenAll(Enumerable.Range(0, gateways).Select(_ => instances.AddAsync()));
        await instances.Services.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        return instances;
    }

    /// <summary>Starts one more gateway.</summary>
    public async Task<LocalHost> AddAsync()
    {
        var gateway = await LocalHost.StartGatewayAsync(
            Services,
            ("TokenExchange:PublicOrigin", Origin),
            ("TokenExchange:SharedState:BlobContainerUri", Store.Container()),
            ("TokenExchange:SharedState:PollInterval", "00:00:02"),
            ("TokenExchange:RateLimit:Auth:Requests", "1000000"),
            ("TokenExchange:RateLimit:Proxy:Requests", "1000000"));
        lock (_gateways)
        {
            _gateways.Add(gateway);
        }

        return gateway;
    }

    /// <summary>Ends a gateway at once.</summary>
    public async Task KillAsync(LocalHost gateway)
    {
        _gateways.Remove(gateway);
        await gateway.KillAsync();
    }

    /// <summary>The next gateway, as a load balancer chooses it.</summary>
    public string Next() => _gateways[Interlocked.Increment(ref _next) % _gateways.Count].Listening;

    public WebUser NewUser() => new(Origin) { Instance = Next() };

    /// <summary>The same user at the next gateway.</summary>
    public WebUser Copy(WebUser user)
    {
        var copy = user.Copy();
        copy.Instance = Next();
        return copy;
    }

    public async Task<int> RefreshesAsync() => await Services.TokenCallsAsync("refresh_token");

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await Services.DisposeAsync();
        await Store.DisposeAsync();
    }
}
