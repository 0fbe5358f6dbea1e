using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Telemetry;

/// <summary>With a collector named in the environment, traces, metrics and the audit stream reach it, and nothing that is nobody's business.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task A_sign_in_and_a_call_reach_the_collector_in_all_three_signals()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await LocalHost.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"));
        using var user = new WebUser(host);
        await user.SignInAsync();
        await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/users/grace?name=hopper");

        await SeenAsync("traces", "GET /api/proxy/echo");
        await SeenAsync("metrics", "token_exchange.secret.age");
        await SeenAsync("metrics", "token_exchange.request.duration");
        await SeenAsync("logs", "TokenExchange.Audit");
        Assert.Contains("upstream echo", collector.Sent("traces"), StringComparison.Ordinal);
        Assert.Contains("A user signed in", collector.Sent("logs"), StringComparison.Ordinal);
        Assert.Contains("token-exchange", collector.Sent("metrics"), StringComparison.Ordinal);
        foreach (var word in new[] { "grace", "hopper", "alice", "eyJ", "at-", "rt-", "code-" })
        {
            Assert.DoesNotContain(word, collector.Sent("traces") + collector.Sent("metrics") + collector.Sent("logs"), StringComparison.OrdinalIgnoreCase);
        }

        Task SeenAsync(string signal, string text) =>
            Until.TrueAsync($"{text} in {signal}", () => Task.FromResult(collector.Sent(signal).Contains(text, StringComparison.Ordinal)));
    }
}
