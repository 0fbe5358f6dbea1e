using TokenExchange.Proxy;

namespace TokenExchange.Configuration;

/// <summary>Reads when calls to an API stop for a while.</summary>
internal static class CircuitBreakerSettings
{
    public static CircuitBreakerOptions Read(SettingsReader section, CircuitBreakerOptions otherwise) => new(
        (int)section.Number("FailurePercent", otherwise.FailurePercent, 0, 100),
        (int)section.Number("MinimumCalls", otherwise.MinimumCalls, 2, 10_000),
        section.Duration("Window", otherwise.Window, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        section.Duration("OpenFor", otherwise.OpenFor, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));
}
