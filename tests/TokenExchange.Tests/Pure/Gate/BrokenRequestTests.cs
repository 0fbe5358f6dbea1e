using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Gate;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>Requests that break, and clients that leave: whose fault it is, and that nothing passes the boundary.</summary>
public sealed class BrokenRequestTests
{
    private readonly LogSink _logs = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly PaperTelemetry _telemetry;
    private readonly DefaultHttpContext _context = new();

    public BrokenRequestTests() => _telemetry = new PaperTelemetry(_clock, new Microsoft.Extensions.Logging.LoggerFactory([_logs]));

    [Theory]
    [InlineData(400, "request_invalid")]
    [InlineData(413, "payload_too_large")]
    public void Malformed_framing_is_the_callers_fault_however_deep_it_is_wrapped(int status, string code)
    {
        var bad = new BadHttpRequestException("x", status);

        Assert.Equal(code, BrokenRequest.Of(bad)!.Code);
        Assert.Equal(code, BrokenRequest.Of(new HttpRequestException("x", new IOException("y", bad)))!.Code);
        Assert.True(BrokenRequest.Of(bad)!.EndsConnection);
        Assert.Null(BrokenRequest.Of(new HttpRequestException("x", new IOException("y"))));
    }

    [Fact]
    public void A_chunk_of_more_bytes_than_there_are_numbers_is_the_callers_fault()
    {
        var kestrels = new IOException("Bad chunk size data.", new OverflowException());

        Assert.Equal(("request_invalid", true), (BrokenRequest.Of(new HttpRequestException("x", kestrels))!.Code, BrokenRequest.Of(kestrels)!.EndsConnection));
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Nothing_passes_the_boundary_when_the_client_has_left(Type fault)
    {
        _context.RequestAborted = new CancellationToken(canceled: true);
        using var measure = _telemetry.Begin(_context);
        var boundary = new ErrorBoundary(new Refusals(_telemetry.Audit, _telemetry.Logger<Refusals>()), new ErrorDetail(isShown: false));

        await boundary.RunAsync(_context, _ => throw (Exception)Activator.CreateInstance(fault)!);

        Assert.Equal(fault == typeof(InvalidOperationException) ? "internal_error" : "client_left", measure.Error);
    }

    [Fact]
    public async Task Headers_that_were_set_before_an_exception_are_removed_cookies_included()
    {
        using var measure = _telemetry.Begin(_context);
        var boundary = new ErrorBoundary(new Refusals(_telemetry.Audit, _telemetry.Logger<Refusals>()), new ErrorDetail(isShown: false));

        await boundary.RunAsync(_context, context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers["X-Upstream"] = "1";
            throw new InvalidOperationException();
        });

        var headers = _context.Response.Headers;
        Assert.Equal((500, "internal_error"), (_context.Response.StatusCode, $"{headers["TE-Error"]}"));
        Assert.False(headers.ContainsKey("Set-Cookie"));
        Assert.False(headers.ContainsKey("X-Upstream"));
        Assert.Equal("nosniff", headers.XContentTypeOptions);
    }

    [Fact]
    public async Task A_response_that_has_started_is_aborted_by_an_unexpected_exception()
    {
        var connection = new Connection();
        _context.Features.Set<IHttpResponseFeature>(new StartedResponse());
        _context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        using var measure = _telemetry.Begin(_context);
        var boundary = new ErrorBoundary(new Refusals(_telemetry.Audit, _telemetry.Logger<Refusals>()), new ErrorDetail(isShown: false));

        await boundary.RunAsync(_context, _ => throw new InvalidOperationException());

        Assert.True(connection.IsAborted);
    }

    [Fact]
    public void A_flood_of_refusals_is_recorded_up_to_a_bound_and_counted_beyond_it()
    {
        using var measure = _telemetry.Begin(_context);
        var refusals = new Refusals(_telemetry.Audit, _telemetry.Logger<Refusals>());

        for (var i = 0; i < 5_000; i++)
        {
            refusals.Report(_context, Failures.Catalogue.CsrfFailed);
        }

        Assert.Equal((600, 1), (_logs.Lines.Count(line => line.Id == 1908), _logs.Lines.Count(line => line.Id == 2000)));
        _clock.Advance(TimeSpan.FromMinutes(1));
        refusals.Report(_context, Failures.Catalogue.CsrfFailed);
        Assert.Equal(601, _logs.Lines.Count(line => line.Id == 1908));
    }

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public bool IsAborted { get; private set; }

        public void Abort() => IsAborted = true;
    }
}
