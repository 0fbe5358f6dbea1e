using System.Diagnostics;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>One request is one trace: the server's span and those of the calls it caused. Routes have names of their own, for all tests share one listener.</summary>
public sealed class TraceTests() : TestStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:traced:Destination"] = "https://api.example.test/public";
    settings["TokenExchange:Proxy:Routes:traced:Credential"] = "none";
    settings["TokenExchange:Proxy:Routes:traced:AllowAnonymous"] = "true";
    settings["TokenExchange:Proxy:Routes:traced:Paths:0"] = "/";
})
{
    private const string Invocation = "0f8fad5b-d9cb-469f-a165-70867728950e";

    [Fact]
    public async Task The_span_of_a_request_and_of_its_call_belong_together_and_tell_no_address()
    {
        await NewBrowser().FetchAsync("GET", "/api/proxy/traced/users/grace?name=hopper", change: request => request.Headers.Add("x-ms-invocation-id", Invocation));

        var server = Assert.Single(Spans(), span => span.Kind == ActivityKind.Server);
        var client = Assert.Single(Spans(), span => span.Kind == ActivityKind.Client);
        Assert.Equal("GET /api/proxy/traced", server.DisplayName);
        Assert.Equal(default, server.ParentSpanId); // the web server makes a span for its log lines that nobody exports
        Assert.Equal(Invocation, server.GetTagItem("faas.invocation_id"));
        Assert.Equal((server.TraceId, server.SpanId), (client.TraceId, client.ParentSpanId));
        Assert.DoesNotContain(Telemetry.Told, told => told.Contains("grace", StringComparison.Ordinal) || told.Contains("hopper", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_trace_id_of_a_refusal_is_that_of_its_trace()
    {
        var answer = await NewBrowser().FetchAsync("DELETE", "/api/proxy/traced/x");

        var body = await answer.JsonAsync();
        var server = Assert.Single(Spans(), span => span.Kind == ActivityKind.Server);
        Assert.Equal(body.GetProperty("traceId").GetString(), server.TraceId.ToHexString());
        Assert.Equal("method_denied", server.GetTagItem("error.type"));
    }

    [Fact]
    public async Task An_invocation_id_that_is_none_is_not_repeated()
    {
        await NewBrowser().FetchAsync("GET", "/api/proxy/traced/x", change: request => request.Headers.Add("x-ms-invocation-id", "made-up"));

        Assert.Null(Assert.Single(Spans(), span => span.Kind == ActivityKind.Server).GetTagItem("faas.invocation_id"));
    }

    private IReadOnlyList<Activity> Spans() => [.. Telemetry.Spans.Where(span => span.DisplayName.Contains("traced", StringComparison.Ordinal))];
}
