using TokenExchange.EndToEnd.Functions.Cloud;
using TokenExchange.EndToEnd.Stand;
using TokenExchange.EndToEnd.Telemetry;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The published functions with somebody to tell.</summary>
[Collection(Published.Functions)]
public sealed class TelemetryTests
{
    [FunctionsFact]
    public async Task A_collector_that_the_settings_name_is_told_all_three_signals_and_the_host_knows()
    {
        await using var collector = await Collector.StartAsync();
        await using var deployment = await Deployment.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"));
        Assert.Equal("True", deployment.Host.Capabilities["WorkerOpenTelemetryEnabled"]); // so that it does not tell everything once more
        using var user = deployment.NewUser();
        await user.SignInAsync();
        await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/users/grace?name=hopper");

        await SeenAsync("traces", "GET /api/proxy/echo");
        await SeenAsync("traces", "faas.invocation_id");
        await SeenAsync("metrics", "token_exchange.request.duration");
        await SeenAsync("logs", "A user signed in");
        foreach (var word in new[] { "grace", "hopper", "alice", "eyJ", "at-", "rt-", "code-", "?code=" })
        {
            Assert.DoesNotContain(word, collector.Sent("traces") + collector.Sent("metrics") + collector.Sent("logs"), StringComparison.OrdinalIgnoreCase);
        }

        Task SeenAsync(string signal, string text) =>
            Until.TrueAsync($"{text} in {signal}", () => Task.FromResult(collector.Sent(signal).Contains(text, StringComparison.Ordinal)));
    }

    [FunctionsFact]
    public async Task Application_Insights_is_told_with_a_token_of_the_managed_identity()
    {
        var insights = new Insights();
        await using var deployment = await Deployment.StartAsync(address => Insights.Settings(address));
        deployment.Upstream = insights.AnswerAsync;
        using var user = deployment.NewUser();

        await user.SignInAsync();

        await SeenAsync("A user signed in");
        await SeenAsync("POST /api/auth/exchange");
        Assert.Equal(["Bearer monitor-token"], insights.Shown);

        Task SeenAsync(string text) => Until.TrueAsync(text, () => Task.FromResult(insights.Told.Contains(text, StringComparison.Ordinal)));
    }
}
