using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Load;

/// <summary>The processes of a run: provider, vault and API together, and each measured server by itself.</summary>
internal sealed class LoadStand : IAsyncDisposable
{
    /// <summary>Length of the access token: with it the session cookie has 2 KB.</summary>
    private const int TokenBytes = 900;

    private readonly List<ServerProcess> _servers = [];
    private readonly string _token = Surroundings.Random(TokenBytes);
    private readonly Programs _programs;
    private readonly bool _isHttp2;

    /// <summary>Addresses of provider and vault, the vault's certificate, the address of the API, the client secret; the API by HTTP/2, and the file of its certificate.</summary>
    private IReadOnlyList<string> _around = [];

    private LoadStand(Programs programs, bool isHttp2) => (_programs, _isHttp2) = (programs, isHttp2);

    public Uri Provider => new(_around[0]);

    /// <summary>The process of provider, vault and API.</summary>
    public ServerProcess Around => _servers[0];

    private string Api => _around[_isHttp2 ? 5 : 3];

    public static async Task<LoadStand> StartAsync(Programs programs, bool isHttp2 = false)
    {
        var stand = new LoadStand(programs, isHttp2);
        stand._around = (await stand.KeepAsync("around", programs.Bench, "--serve", "around", stand._token)).Ready;
        return stand;
    }

    /// <summary>The service; a cache of opened sessions of 0 entries is none.</summary>
    public Task<ServerProcess> GatewayAsync(string name, int cacheSize = 1000, int port = 0) => KeepAsync(
        name, _programs.Bench, ["--serve", "gateway", .. _around.Take(3), Api, _token, Text(cacheSize), Text(port)]);

    /// <summary>A floor or a peer (<c>bench/peers</c>).</summary>
    public Task<ServerProcess> PeerAsync(string mode) =>
        KeepAsync(mode, _programs.Peers, mode, Api, _token, _around[0], _around[4]);

    public async Task StopAsync(ServerProcess server)
    {
        _servers.Remove(server);
        await server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
        {
            await server.DisposeAsync();
        }
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ServerProcess> KeepAsync(string name, string file, params string[] arguments)
    {
        var server = await ServerProcess.StartAsync(name, file, _isHttp2 ? _around.ElementAtOrDefault(6) : null, arguments);
        _servers.Add(server);
        return server;
    }
}
