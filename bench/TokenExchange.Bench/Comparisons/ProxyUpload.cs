using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Comparisons;

/// <summary>A POST through the whole service to an API, over sockets: the same way with the body in the other direction.</summary>
public class ProxyUpload : IComparison
{
    private GatewayStand _stand = null!;
    private byte[] _body = [];

    /// <summary>Length of the browser's body, in bytes.</summary>
    [Params(4 * 1024, 1024 * 1024, 16 * 1024 * 1024)]
    public int Bytes { get; set; } = 4 * 1024;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _stand = await GatewayStand.StartAsync();
        _body = new byte[Bytes];
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _stand.DisposeAsync();

    /// <inheritdoc cref="BareForward"/>
    [Benchmark(Baseline = true, Description = "HttpClient forward, no session")]
    public Task<int> FloorAsync() => PostAsync("/floor/forward/", Stream.Null);

    [Benchmark(Description = "POST through the proxy")]
    public Task<int> ServiceAsync() => PostAsync("/api/proxy/bytes", Stream.Null);

    async Task<(string Floor, string Service)> IComparison.RunOnceAsync() => (await CountAsync("/floor/forward/"), await CountAsync("/api/proxy/bytes"));

    private async Task<int> PostAsync(string path, Stream sink)
    {
        using var body = new ByteArrayContent(_body);
        return await _stand.CallAsync(path, sink, body);
    }

    /// <summary>The status, and what the API counted.</summary>
    private async Task<string> CountAsync(string path)
    {
        using var answer = new MemoryStream();
        var status = await PostAsync(path, answer);
        var count = Encoding.UTF8.GetString(answer.ToArray());
        return string.Create(CultureInfo.InvariantCulture, $"{status}, {count == Bytes.ToString(CultureInfo.InvariantCulture)}: {count}");
    }
}
