using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>
/// Three gateway processes behind one address, which share one set of services and a store in Azurite. Every refresh token can be used once; a second use
/// ends its family.
/// </summary>
internal sealed class Instances : IAsyncDisposable
{
    /// <summary>A call with the user's token.</summary>
    public const string Echo = "/api/proxy/echo/anything/x";

    /// <summary>Time after which the access token lives, and is renewed by the next call.</summary>
    public static readonly TimeSpan NearExpiry = TimeSpan.FromSeconds(245);

    /// <summary>Time after which the access token has expired.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(305);

    private readonly HttpClient _http = new(Way.To());
    private readonly List<LocalHost> _gateways = [];
    private int _next = -1;

    private Instances(Azurite store, LocalHost services, LossyNetwork network) => (Store, Services, Network) = (store, services, network);

    public Azurite Store { get; }

    public LocalHost Services { get; }

    /// <summary>What listens at the one public address. Users go past it to the gateway that is next, unless a test sets their instance to null.</summary>
    public LossyNetwork Network { get; }

    public IReadOnlyList<LocalHost> Gateways => _gateways;

    public static async Task<Instances> StartAsync(params (string Key, string Value)[] services)
    {
        var instances = new Instances(await Azurite.StartAsync(), await LocalHost.StartServicesAsync(services), await LossyNetwork.StartAsync());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => instances.AddAsync()));
        await instances.Services.ControlAsync(HttpMethod.Post, "provider/refresh", new { rotate = true, reuseDetection = true });
        return instances;
    }

    /// <summary>Starts one more gateway.</summary>
    public async Task<LocalHost> AddAsync()
    {
        var gateway = await LocalHost.StartGatewayAsync(
            Services,
            ("TokenExchange:PublicOrigin", Network.Origin),
            ("TokenExchange:SharedState:BlobContainerUri", Store.Container()),
            ("TokenExchange:SharedState:PollInterval", "00:00:02"));
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

    public WebUser NewUser() => new(Network.Origin, shared: _http) { Instance = Next() };

    public async Task<WebUser> SignedInAsync(string name = "alice")
    {
        var user = NewUser();
        await user.SignInAsync(new { loginHint = name });
        return user;
    }

    /// <summary>The same user with the cookies of now, at the next gateway.</summary>
    public WebUser Copy(WebUser user)
    {
        var copy = user.Copy();
        copy.Instance = Next();
        return copy;
    }

    /// <summary>Copies of a user, at the gateways in turn.</summary>
    public List<WebUser> Copies(WebUser user, int count) => [.. Enumerable.Range(0, count).Select(_ => Copy(user))];

    /// <summary>The provider answers the next token calls with a fault.</summary>
    public Task TokenFaultAsync(int? status = null, int delayMs = 0, int count = 1) =>
        Services.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", status, delayMs, count });

    /// <summary>Token calls that refresh, as the provider received them.</summary>
    public async Task<int> RefreshesAsync() => await Services.TokenCallsAsync("refresh_token");

    /// <summary>Waits until so many token calls that refresh have reached the provider.</summary>
    public Task RefreshesAsync(int count) => Until.TrueAsync($"{count} token calls", async () => await RefreshesAsync() == count);

    /// <summary>What the gateways' logs say of a store that did not answer: then a refresh token may be used twice.</summary>
    public string StoreOutages => string.Join('\n', _gateways.SelectMany(gateway => gateway.Log.Split('\n')).Where(line => line.Contains("without a claim", StringComparison.Ordinal)));

    /// <summary>Every gateway refuses the cookies of a user within the poll interval.</summary>
    public async Task RefusedByAllAsync(WebUser user)
    {
        foreach (var gateway in Gateways)
        {
            await Until.TrueAsync("the end of the session on every gateway", async () =>
            {
                using var copy = user.Copy();
                copy.Instance = gateway.Listening;
                return (await copy.CallAsync(HttpMethod.Get, Echo)).Status == HttpStatusCode.Unauthorized;
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await Services.DisposeAsync();
        await Network.DisposeAsync();
        await Store.DisposeAsync();
        _http.Dispose();
    }
}

/// <summary>The same request of many users, or of one in many browsers.</summary>
internal static class Crowd
{
    public static Task<Answer[]> RefreshAsync(this IEnumerable<WebUser> users) => users.CallAsync(HttpMethod.Post, "/api/auth/refresh");

    public static Task<Answer[]> EchoAsync(this IEnumerable<WebUser> users) => users.CallAsync(HttpMethod.Get, Instances.Echo);

    public static void AllSucceeded(this IEnumerable<Answer> answers) => Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Text));

    private static Task<Answer[]> CallAsync(this IEnumerable<WebUser> users, HttpMethod method, string path) =>
        Task.WhenAll(users.Select(user => user.CallAsync(method, path)));
}
