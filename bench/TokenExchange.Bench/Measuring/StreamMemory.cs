using System.Globalization;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Measuring;

/// <summary>What an open event stream holds while nothing comes, in the whole process: client and API are in it on both sides.</summary>
internal sealed record StreamMemory(int Streams, double FloorKiB, double ServiceKiB)
{
    /// <summary>Opens so many streams through the service, and as many through the floor of another stand.</summary>
    public static async Task<StreamMemory> RunAsync(int streams) =>
        new(streams, await HeldAsync("/floor/stream/events", streams), await HeldAsync("/api/proxy/bytes/events", streams));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Streams} event streams: {ServiceKiB:0.0} KiB each, their floor {FloorKiB:0.0}; ratio {ServiceKiB / FloorKiB:0.00}");

    private static async Task<double> HeldAsync(string path, int streams)
    {
        await using var stand = await GatewayStand.StartAsync();
        using var first = await stand.OpenStreamAsync(path); // what is made once is there before anything is measured
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < streams; i++)
        {
            open.Add(await stand.OpenStreamAsync(path));
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        open.ForEach(answer => answer.Dispose());
        return held / 1024.0 / streams;
    }
}
