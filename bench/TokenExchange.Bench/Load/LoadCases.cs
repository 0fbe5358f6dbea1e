using System.Text;

namespace TokenExchange.Bench.Load;

/// <summary>
/// The cases that compare CPU time. Floors: <c>bare</c> forwards and does nothing else, of a code exchange its two requests; of the refusals, the same endpoint
/// that finds nothing to verify.
/// </summary>
internal static class LoadCases
{
    private const string Proxy = "/api/proxy/bytes";
    private const int Small = 1024;
    private const int Large = 1024 * 1024;
    private const int WarmUp = 20_000;

    /// <summary>How many calls of one session find its access token expired at the same time.</summary>
    private const int Callers = 64;

    /// <summary>The names, for the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = ["get@1", "get@16", "get@64", "down@1", "down", "up", "logout-token", "code-exchange", "stampede@64"];

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
        Side[] downs = [Get(bare, $"/{Large}"), Get(token, $"/{Large}", ours.Cookies), Get(ours, $"{Proxy}/{Large}"), .. peers.Select(peer => Get(peer, $"/{Large}"))];
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
            new("down@1", 1, small / 15, downs),
            new("down", 4, small / 15, downs),
            new("up", 4, small / 15, ups),
            new("logout-token", 4, small, LogoutTokens(ours, stand.Provider)),
            new("code-exchange", 4, small / 4, [Twice(bare), new(ours, new CodeExchange(ours))]),
            new("stampede@64", Callers, small / Callers * Callers, [Get(bare, $"/{Small}"), new(ours, new RefreshStampede(ours, stand.Around, $"/api/proxy/open/{Small}", Callers))]),
        ];
    }

    private static Side Get(ServerProcess server, string path, string? cookies = null) => new(server, new SameRequest(Requests.Get(server.Address, path, cookies ?? server.Cookies), 200));

    private static Side Post(ServerProcess server, string path) =>
        new(server, new SameRequest(Requests.Post(server.Address, path, "application/octet-stream", new byte[Large], server.Cookies), 200));

    /// <summary>Two uploads as small as the bodies of a login.</summary>
    private static Side Twice(ServerProcess server) =>
        new(server, new SameRequest(Requests.Post(server.Address, "/", "application/json", new byte[256]), 200) { Times = 2 });

    /// <summary>The same server twice: without a token, and with one that has valid claims and an unknown key.</summary>
    private static Side[] LogoutTokens(ServerProcess server, Uri provider)
    {
        const string Path = "/api/auth/backchannel-logout";
        const string Type = "application/x-www-form-urlencoded";
        var forged = ForgedTokens.Logout(provider.GetLeftPart(UriPartial.Authority));
        return
        [
            new(server.As("no token"), new SameRequest(Requests.Post(server.Address, Path, Type, "logout_token="u8.ToArray()), 400)),
            new(server.As("forged token"), new SameRequest(Requests.Post(server.Address, Path, Type, Encoding.ASCII.GetBytes("logout_token=" + forged)), 400, 503)), // 503: the keys may not be fetched again yet
        ];
    }
}
