using System.Text;

namespace TokenExchange.Bench.Load;

/// <summary>The cases that compare CPU time. Floors: <c>bare</c> forwards and does nothing else; of the refusals, the same endpoint that finds nothing to verify.</summary>
internal static class LoadCases
{
    private const string Proxy = "/api/proxy/bytes";
    private const int Small = 1024;
    private const int WarmUp = 20_000;
    private const int Large = 1024 * 1024;

    /// <summary>The names, for the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = ["get@1", "get@16", "get@64", "down", "up", "logout-token"];

    public static async Task<IReadOnlyList<LoadCase>> CreateAsync(LoadStand stand, bool isShort, bool hasPeers)
    {
        var bare = await stand.PeerAsync("bare");
        var token = await stand.PeerAsync("bare-token");
        var ours = await stand.GatewayAsync("ours");
        var uncached = await stand.GatewayAsync("ours, no cache", cacheSize: 0);
        List<ServerProcess> peers = [];
        foreach (var mode in hasPeers ? new[] { "yarp", "yarp-cookie", "yarp-store" } : [])
        {
            peers.Add(await stand.PeerAsync(mode));
        }

        var small = isShort ? 4_000 : 15_000;
        Side[] gets = [Get(bare, $"/{Small}"), Get(token, $"/{Small}", ours.Cookies), Get(ours, $"{Proxy}/{Small}"), Get(uncached, $"{Proxy}/{Small}"), .. peers.Select(peer => Get(peer, $"/{Small}"))];
        Side[] downs = [Get(bare, $"/{Large}"), Get(ours, $"{Proxy}/{Large}"), .. peers.Select(peer => Get(peer, $"/{Large}"))];
        Side[] ups = [Post(bare, "/"), Post(ours, Proxy), .. peers.Select(peer => Post(peer, "/"))];
        foreach (var side in gets)
        {
            await LoadRun.RunAsync(side, 16, WarmUp); // until the code is compiled for the last time
        }

        return
        [
            new("get@1", 1, small, gets),
            new("get@16", 16, small, gets),
            new("get@64", 64, small, gets),
            new("down", 4, small / 15, downs),
            new("up", 4, small / 15, ups),
            new("logout-token", 4, small, LogoutTokens(ours, stand.Provider)),
        ];
    }

    private static Side Get(ServerProcess server, string path, string? cookies = null) => new(server, Requests.Get(server.Address, path, cookies ?? server.Cookies), 200);

    private static Side Post(ServerProcess server, string path) =>
        new(server, Requests.Post(server.Address, path, "application/octet-stream", new byte[Large], server.Cookies), 200);

    /// <summary>The same server twice: without a token, and with one that has valid claims and an unknown key.</summary>
    private static Side[] LogoutTokens(ServerProcess server, Uri provider)
    {
        const string Path = "/api/auth/backchannel-logout";
        const string Type = "application/x-www-form-urlencoded";
        var forged = ForgedTokens.Logout(provider.GetLeftPart(UriPartial.Authority));
        return
        [
            new(server.As("no token"), Requests.Post(server.Address, Path, Type, "logout_token="u8.ToArray()), 400),
            new(server.As("forged token"), Requests.Post(server.Address, Path, Type, Encoding.ASCII.GetBytes("logout_token=" + forged)), 400, 503), // 503: the keys may not be fetched again yet
        ];
    }
}
