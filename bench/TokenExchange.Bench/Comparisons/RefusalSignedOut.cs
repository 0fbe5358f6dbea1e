using BenchmarkDotNet.Attributes;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Comparisons;

/// <summary>A call of a page of ours without a session cookie: 401.</summary>
public class RefusalSignedOut : IComparison
{
    private const string Path = "/api/proxy/bytes/4096";

    private GatewayStand _stand = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _stand = await GatewayStand.StartAsync();
        using var answer = await _stand.SendAsync(Path, null, isOurs: true, isSignedIn: false);
        await _stand.Canned.RecordAsync(answer);
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _stand.DisposeAsync();

    /// <inheritdoc cref="CannedAnswer"/>
    [Benchmark(Baseline = true, Description = "the same answer, ready made")]
    public Task<int> FloorAsync() => _stand.CallAsync("/floor/canned", Stream.Null, isSignedIn: false);

    [Benchmark(Description = "refuse a call without a cookie")]
    public Task<int> ServiceAsync() => _stand.CallAsync(Path, Stream.Null, isSignedIn: false);

    async Task<(string Floor, string Service)> IComparison.RunOnceAsync() => (
        await Refusal.ReadAsync(await _stand.SendAsync("/floor/canned", null, isOurs: true, isSignedIn: false)),
        await Refusal.ReadAsync(await _stand.SendAsync(Path, null, isOurs: true, isSignedIn: false)));
}
