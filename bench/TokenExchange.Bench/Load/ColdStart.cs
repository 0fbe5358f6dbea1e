namespace TokenExchange.Bench.Load;

/// <summary>Milliseconds from the start of a process to the first answer: signed in for the service, by a cookie of a process before it. Median and range.</summary>
internal sealed record ColdStart(string Side, double Milliseconds, double Ratio, double Least, double Greatest)
{
    private const int Rounds = 9;
    private const string Path = "/api/proxy/bytes/1024";

    public static async Task<IReadOnlyList<ColdStart>> RunAsync(LoadStand stand)
    {
        var earlier = await stand.GatewayAsync("earlier");
        var (cookies, port) = (earlier.Cookies, earlier.Address.Port);
        await stand.StopAsync(earlier);
        var times = new Dictionary<string, List<double>>();
        for (var round = -1; round < Rounds; round++)
        {
            await TimeAsync("empty", () => stand.PeerAsync("empty"), server => Requests.Get(server.Address, "/"));
            await TimeAsync("bare", () => stand.PeerAsync("bare"), server => Requests.Get(server.Address, "/1024"));
            await TimeAsync("ours", () => stand.GatewayAsync("ours", port: port), server => Requests.Get(server.Address, Path, cookies));
        }

        return [.. times.Select(side => Compare(side.Key, times["empty"], side.Value))];

        async Task TimeAsync(string name, Func<Task<ServerProcess>> start, Func<ServerProcess, byte[]> request)
        {
            var began = TimeProvider.System.GetTimestamp();
            var server = await start();
            using (var connection = await Connection.OpenAsync(server.Address))
            {
                if (await connection.CallAsync(request(server)) is var status and not 200)
                {
                    throw new InvalidOperationException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} answered {status}.\n{connection.Head}"));
                }
            }

            var passed = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            await stand.StopAsync(server);
            if (!times.TryAdd(name, [])) // the first start of each reads its files from the disk
            {
                times[name].Add(passed);
            }
        }
    }

    private static ColdStart Compare(string side, List<double> floor, List<double> own)
    {
        var ratios = own.Zip(floor, (one, other) => one / other).ToList();
        return new ColdStart(side, CaseRun.MedianOf(own), CaseRun.MedianOf(ratios), ratios.Min(), ratios.Max());
    }
}
