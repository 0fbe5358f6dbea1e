using BenchmarkDotNet.Attributes;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Comparisons;

/// <summary>A call that another site made the browser send, with its cookies: 403 before anything is opened.</summary>
public class RefusalCrossSite : IComparison
{
    private const string Path = "/api/proxy/bytes/4096";

    private GatewayStand _stand = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _stand = await GatewayStand.StartAsync();
        using var answer = await _stand.SendAsync(Path, null, isOurs: false, isSignedIn: true);
        await _stand.Canned.RecordAsync(answer);
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _stand.DisposeAsync();

    /// <inheritdoc cref="CannedAnswer"/>
    [Benchmark(Baseline = true, Description = "the same answer, ready made")]
    public Task<int> FloorAsync() => _stand.CallAsync("/floor/canned", Stream.Null, isOurs: false);

    [Benchmark(Description = "refuse a cross-site call")]
    public Task<int> ServiceAsync() => _stand.CallAsync(Path, Stream.Null, isOurs: false);

    async Task<(string Floor, string Service)> IComparison.RunOnceAsync() => (
        await Refusal.ReadAsync(await _stand.SendAsync("/floor/canned", null, isOurs: false, isSignedIn: true)),
        await Refusal.ReadAsync(await _stand.SendAsync(Path, null, isOurs: false, isSignedIn: true)));
}
