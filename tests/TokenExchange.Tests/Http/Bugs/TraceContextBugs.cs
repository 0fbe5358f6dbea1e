using System.Diagnostics;
using TokenExchange.Emulators.Provider;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>The trace context that a caller sends (W3C Trace Context, W3C Baggage): it names nothing here, and it goes nowhere. An upstream gets that of this service.</summary>
public sealed class TraceContextBugs : TestStand
{
    private const string TheirTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly string[] Propagated = ["traceparent", "tracestate", "baggage", "Correlation-Context", "Request-Id"];

    /// <summary>Makes the web server's activity of each request one that somebody exports, as the worker's is on Azure.</summary>
    private readonly ActivityListener _exporter = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public TraceContextBugs() => ActivitySource.AddActivityListener(_exporter);

    [Fact]
    public async Task The_callers_trace_context_reaches_neither_the_provider_nor_the_vault_nor_an_upstream()
    {
        await AddGatewayAsync("app.example.test"); // a cold instance, whose first calls fill its caches
        var browser = NewBrowser();
        var begun = await (await browser.FetchAsync("POST", "/api/auth/login", new { loginHint = "alice" }, Traced)).JsonAsync();
        var callback = (await browser.NavigateAsync(begun.GetProperty("authorizationUrl").GetString()!)).Headers.GetValues("Location").Single();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        await browser.FetchAsync("POST", "/api/auth/exchange", new { callbackUrl = callback }, Traced);
        foreach (var path in new[] { "/api/proxy/echo/anything", "/api/proxy/partner/anything", "/api/proxy/echo/unauthorized-once?key=1" })
        {
            Assert.Equal(200, (int)(await browser.FetchAsync("GET", path, change: Traced)).StatusCode);
        }

        await browser.FetchAsync("POST", "/api/auth/refresh", change: Traced);
        await browser.FetchAsync("POST", "/api/auth/logout", change: Traced);

        Assert.True(ProviderCalls("token") >= 3 && ProviderCalls("revoke") >= 1);
        var calls = new[] { "provider", "vault", "api" }.SelectMany(Log.Of).Where(call => call.Endpoint != "authorize").ToList();
        Assert.All(calls.Except(Log.Of("api")), call => Assert.Empty(call.Headers.Keys.Intersect(Propagated, StringComparer.OrdinalIgnoreCase)));
        Assert.All(Log.Of("api"), call => Assert.Equal(["traceparent"], call.Headers.Keys.Intersect(Propagated, StringComparer.OrdinalIgnoreCase)));
        Assert.DoesNotContain(calls.SelectMany(call => call.Headers.Values), value => value.Contains(TheirTrace, StringComparison.Ordinal) || value.Contains("grace", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upstream_gets_the_span_of_its_call_in_the_trace_of_the_answer_and_a_second_attempt_has_its_own()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();

        await browser.FetchAsync("GET", "/api/proxy/echo/unauthorized-once?key=2", change: Traced);

        var parents = Log.Of("api").Select(call => ActivityContext.Parse(call.Headers["traceparent"], null)).ToList();
        Assert.Equal(2, parents.Count);
        Assert.Single(parents.Select(parent => parent.TraceId).Distinct());
        Assert.Equal(2, parents.Select(parent => parent.SpanId).Distinct().Count());
        var spans = Telemetry.Spans.Where(span => span.TraceId == parents[0].TraceId && span.Kind == ActivityKind.Client).Select(span => span.SpanId);
        Assert.Empty(parents.Select(parent => parent.SpanId).Except(spans));
    }

    [Fact]
    public async Task The_trace_id_of_an_answer_and_of_its_records_is_our_own()
    {
        var browser = NewBrowser();

        var first = await TraceIdAsync(await browser.FetchAsync("GET", "/api/proxy/echo/anything", change: Traced));
        var second = await TraceIdAsync(await browser.FetchAsync("GET", "/api/proxy/echo/anything", change: Traced));

        Assert.Matches("^[0-9a-f]{32}$", first);
        Assert.Equal(3, new[] { first, second, TheirTrace }.Distinct().Count());
        Assert.Equal([first, second], Logs.Lines.Where(line => line.Category == TelemetryNames.AuditCategory).Select(line => line.Fields["TraceId"]));
    }

    [Fact]
    public async Task Two_people_who_send_the_same_trace_id_have_two_in_the_audit_stream()
    {
        foreach (var browser in new[] { NewBrowser(), NewBrowser() })
        {
            var callback = await browser.AuthorizeAsync();
            await browser.FetchAsync("POST", "/api/auth/exchange", new { callbackUrl = callback }, Traced);
        }

        var signedIn = Logs.Lines.Where(line => line.Event == "login").Select(line => line.Fields["TraceId"]).ToList();
        Assert.Equal(2, signedIn.Distinct().Count());
        Assert.DoesNotContain(TheirTrace, signedIn);
    }

    [Fact]
    public async Task Nothing_that_the_caller_said_of_its_trace_is_in_a_span()
    {
        await NewBrowser().FetchAsync("GET", "/api/proxy/echo/anything", change: Traced);

        Assert.DoesNotContain(Telemetry.Spans, span => span.TraceId.ToHexString() == TheirTrace || span.TraceStateString is not null || span.Baggage.Any());
    }

    [Fact]
    public async Task The_servers_own_activity_is_a_link_and_not_the_parent()
    {
        var traceId = await TraceIdAsync(await NewBrowser().FetchAsync("GET", "/api/proxy/echo/anything", change: Traced));

        var span = Assert.Single(Telemetry.Spans, span => span.TraceId.ToHexString() == traceId && span.Kind == ActivityKind.Server);
        Assert.Equal(default, span.ParentSpanId);
        var link = Assert.Single(span.Links);
        Assert.Equal((TheirTrace, null), (link.Context.TraceId.ToHexString(), link.Context.TraceState));
    }

    public override async ValueTask DisposeAsync()
    {
        _exporter.Dispose();
        await base.DisposeAsync();
    }

    private static void Traced(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{TheirTrace}-00f067aa0ba902b7-01");
        request.Headers.TryAddWithoutValidation("tracestate", "vendor=grace");
        request.Headers.TryAddWithoutValidation("baggage", "user=grace");
        request.Headers.TryAddWithoutValidation("Correlation-Context", "user=grace");
    }

    private static async Task<string> TraceIdAsync(HttpResponseMessage answer) => (await answer.JsonAsync()).GetProperty("traceId").GetString()!;
}
