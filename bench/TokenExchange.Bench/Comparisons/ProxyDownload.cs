using System.Globalization;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Comparisons;

/// <summary>A GET through the whole service to an API and back, over sockets: session, route, credential, header tables, streamed body.</summary>
public class ProxyDownload : IComparison
{
    private GatewayStand _stand = null!;

    /// <summary>Length of the API's answer, in bytes.</summary>
    [Params(4 * 1024, 1024 * 1024, 16 * 1024 * 1024)]
    public int Bytes { get; set; } = 4 * 1024;

    [GlobalSetup]
    public async Task StartAsync() => _stand = await GatewayStand.StartAsync();

    [GlobalCleanup]
    public async Task StopAsync() => await _stand.DisposeAsync();

    /// <inheritdoc cref="BareForward"/>
    [Benchmark(Baseline = true, Description = "HttpClient forward, no session")]
    public Task<int> FloorAsync() => _stand.CallAsync(FloorPath, Stream.Null);

    [Benchmark(Description = "GET through the proxy")]
    public Task<int> ServiceAsync() => _stand.CallAsync(ServicePath, Stream.Null);

    async Task<(string Floor, string Service)> IComparison.RunOnceAsync() => (await BodyAsync(FloorPath), await BodyAsync(ServicePath));

    private string FloorPath => string.Create(CultureInfo.InvariantCulture, $"/floor/forward/{Bytes}");

    private string ServicePath => string.Create(CultureInfo.InvariantCulture, $"/api/proxy/bytes/{Bytes}");

    private async Task<string> BodyAsync(string path)
    {
        using var body = new MemoryStream();
        var status = await _stand.CallAsync(path, body);
        return string.Create(CultureInfo.InvariantCulture, $"{status}, {body.Length == Bytes}: {Convert.ToHexStringLower(SHA256.HashData(body.ToArray()))}");
    }
}
