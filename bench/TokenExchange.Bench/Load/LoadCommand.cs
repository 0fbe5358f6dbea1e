using System.Globalization;

namespace TokenExchange.Bench.Load;

/// <summary>
/// <c>--load [--short] [--peers] [--keep] [case …]</c>: CPU time of server processes; <c>--load streams &lt;number&gt; [seconds]</c>: memory of idle streams;
/// <c>--load cold</c>: from the start of a process to its first answer; <c>--load memory &lt;number&gt;</c>: memory after so many requests; <c>--load bulk &lt;GiB&gt;</c>:
/// memory while so much is downloaded and uploaded, exit code 1 if it grows with it. With <c>--http2</c> the API is called by HTTP/2.
/// </summary>
internal static class LoadCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var programs = args is ["cold"] ? Programs.Published : Programs.Built;
        if (programs.Missing(needsPeers: args is not ["bulk" or "memory", ..]) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 2;
        }

        await using var stand = await LoadStand.StartAsync(programs, args.Contains("--http2"));
        var ratios = new Dictionary<string, double>();
        switch (args.Where(argument => argument != "--http2").ToArray())
        {
            case ["streams", var streams, .. var idle]:
                await StreamsAsync(stand, Number(streams), TimeSpan.FromSeconds(idle is [var seconds] ? Number(seconds) : 0), ratios);
                break;
            case ["cold"]:
                await ColdAsync(stand, ratios);
                break;
            case ["memory", var requests]:
                await MemoryAsync(stand, Number(requests));
                break;
            case ["bulk", var gibibytes]:
                return await BulkLoad.RunAsync(await stand.GatewayAsync("ours"), (long)(double.Parse(gibibytes, CultureInfo.InvariantCulture) * (1L << 30))) ? 0 : 1;
            default:
                await CasesAsync(stand, args, ratios);
                break;
        }

        if (args.Contains("--keep"))
        {
            StoredRatios.Write(ratios);
        }

        var regressions = StoredRatios.Regressions(StoredRatios.Read(), ratios);
        foreach (var line in regressions)
        {
            Console.WriteLine(line);
        }

        return regressions.Count == 0 ? 0 : 1;
    }

    private static async Task CasesAsync(LoadStand stand, string[] args, Dictionary<string, double> ratios)
    {
        var isShort = args.Contains("--short");
        var names = args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
        Console.WriteLine("| case | server | CPU for one call | ratio | least–greatest | median duration over the floor's |\n|---|---|--:|--:|---|--:|");
        foreach (var load in await LoadCases.CreateAsync(stand, isShort, args.Contains("--peers")))
        {
            foreach (var result in names.Length == 0 || names.Contains(load.Name) ? await CaseRun.RunAsync(load, isShort ? 5 : 11) : [])
            {
                ratios[result.Key] = result.Ratio;
                Write($"| {result.Case} | {result.Side} | {result.Cpu:0.0} µs | {result.Ratio:0.00} | {result.Least:0.00}–{result.Greatest:0.00} | {result.Later:+0.0;−0.0;0.0} µs |");
            }
        }
    }

    private static async Task StreamsAsync(LoadStand stand, int streams, TimeSpan idle, Dictionary<string, double> ratios)
    {
        var bare = await StreamLoad.RunAsync(await stand.PeerAsync("bare"), "/events", streams, idle);
        var ours = await StreamLoad.RunAsync(await stand.GatewayAsync("ours"), "/api/proxy/bytes/events", streams, idle);
        foreach (var held in new[] { bare, ours })
        {
            ratios[string.Create(CultureInfo.InvariantCulture, $"streams@{streams}/{held.Side}")] = held.Idle.Resident / bare.Idle.Resident;
            WriteStreams("opened", held.Opened, bare.Opened);
            WriteStreams(string.Create(CultureInfo.InvariantCulture, $"{idle.TotalSeconds:0} s later"), held.Idle, bare.Idle);

            void WriteStreams(string when, (double Heap, double Resident) own, (double Heap, double Resident) floor) => Write(
                $"| {streams} streams, {when} | {held.Side} | {own.Heap:0.0} KiB of heap | {own.Heap / floor.Heap:0.00} | {own.Resident:0.0} KiB resident | {own.Resident / floor.Resident:0.00} |");
        }
    }

    private static async Task ColdAsync(LoadStand stand, Dictionary<string, double> ratios)
    {
        foreach (var start in await ColdStart.RunAsync(stand))
        {
            ratios[$"cold/{start.Side}"] = start.Ratio;
            Write($"| cold start | {start.Side} | {start.Milliseconds:0} ms | {start.Ratio:0.00} | {start.Least:0.00}–{start.Greatest:0.00} |");
        }
    }

    /// <summary>Ten readings, so that growth would be seen.</summary>
    private static async Task MemoryAsync(LoadStand stand, int requests)
    {
        var server = await stand.GatewayAsync("ours");
        var side = new Side(server, new SameRequest(Requests.Get(server.Address, "/api/proxy/bytes/1024", server.Cookies), 200));
        for (var reading = 1; reading <= 10; reading++)
        {
            await LoadRun.RunAsync(side, 16, requests / 10);
            var (heap, resident) = await server.HeldAsync();
            Write($"| after {(long)requests * reading / 10} requests | {heap / 1024:0.0} MiB of heap | {resident / 1024:0.0} MiB resident |");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
