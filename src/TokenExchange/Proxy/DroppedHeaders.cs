using TokenExchange.Gate;
using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary>
/// Counts and logs the response headers that contained a credential. An API that repeats its key does so in every response: after the first record of a
/// minute, each header of each route is only counted.
/// </summary>
internal sealed class DroppedHeaders(Instruments instruments, TimeProvider clock, CappedLogger<DroppedHeaders> logger)
{
    private readonly RateLimiter _records = new(new RateLimitOptions(1, TimeSpan.FromMinutes(1)), clock);

    public void Report(string route, IEnumerable<string> headers, string traceId)
    {
        foreach (var header in headers)
        {
            instruments.HeadersDropped.Add(1, new KeyValuePair<string, object?>(TelemetryNames.TargetTag, route));
            if (_records.Count($"{route} {header}") is null)
            {
                logger.CredentialInHeader(header, route, traceId);
            }
        }
    }
}
