using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The stand's own rules can fail: a leak that is planted is found.</summary>
public sealed class CanaryRuleTests : IDisposable
{
    private const string Random = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";

    private readonly Canaries _canaries = new();
    private readonly LogSink _logs = new();
    private readonly TelemetrySink _telemetry = new();

    public void Dispose()
    {
        _telemetry.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void A_secret_in_a_log_line_is_found()
    {
        var secret = _canaries.New("secret");
        _canaries.Assert([], _logs, _telemetry);

        _logs.CreateLogger("Any").LogInformation("The secret is {Secret}.", secret);

        Assert.ThrowsAny<Exception>(() => _canaries.Assert([], _logs, _telemetry));
    }

    [Fact]
    public void A_secret_in_an_exception_of_a_log_line_is_found()
    {
        var secret = _canaries.New("secret");

        _logs.CreateLogger("Any").LogError(new InvalidOperationException("outer", new ArgumentException(secret)), "It broke.");

        Assert.ThrowsAny<Exception>(() => _canaries.Assert([], _logs, _telemetry));
    }

    [Fact]
    public void A_secret_in_a_span_or_a_measurement_is_found()
    {
        var secret = _canaries.New("secret");
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _telemetry.Listen(meters);
        var instruments = new Instruments(meters, new ManualClock());

        instruments.AuditEvents.Add(1, new KeyValuePair<string, object?>("any", secret));

        Assert.ThrowsAny<Exception>(() => _canaries.Assert([], _logs, _telemetry));
        var other = new Canaries();
        using var span = Instruments.Activities.StartActivity("any");
        span!.SetTag("any", other.New("other"));
        span.Stop();
        Assert.ThrowsAny<Exception>(() => other.Assert([], _logs, _telemetry));
    }

    [Theory]
    [InlineData("at-" + Random)]
    [InlineData("rt-" + Random)]
    [InlineData("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.e30.x")]
    public async Task A_token_in_a_body_or_a_header_of_an_answer_is_found_in_the_browser_and_in_a_copy_of_it(string token)
    {
        foreach (var (body, header) in new[] { (token, "x"), ("x", token) })
        {
            var network = new Network();
            network.Add("app.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK, body, ("X-Leak", header))));
            var browser = new Browser(network, new ManualClock(), TestStand.AppOrigin);
            _canaries.Assert([browser], _logs, _telemetry);

            await browser.Copy().FetchAsync("GET", "/api/auth/session");

            Assert.ThrowsAny<Exception>(() => _canaries.Assert([browser], _logs, _telemetry));
        }
    }

    [Fact]
    public async Task A_call_to_a_host_that_nobody_put_there_is_remembered()
    {
        var network = new Network();
        using var wire = new HttpMessageInvoker(network.Way());

        await Assert.ThrowsAsync<HttpRequestException>(() => wire.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://elsewhere.test/"), CancellationToken.None));

        Assert.Equal(["elsewhere.test"], network.Strays);
    }

    [Theory]
    [InlineData("session=x; Max-Age=1; Path=/; Secure; HttpOnly; SameSite=Strict")]
    [InlineData("__Host-te-session=x; Max-Age=1; Path=/; HttpOnly; SameSite=Strict")]
    [InlineData("__Host-te-session=x; Max-Age=1; Path=/; Secure; SameSite=Strict")]
    [InlineData("__Host-te-session=x; Max-Age=1; Path=/; Secure; HttpOnly")]
    [InlineData("__Host-te-session=x; Max-Age=1; Path=/api; Secure; HttpOnly; SameSite=Strict")]
    [InlineData("__Host-te-session=x; Max-Age=1; Path=/; Secure; HttpOnly; SameSite=Strict; Domain=example.test")]
    public void A_cookie_without_its_flags_is_found(string line) =>
        Assert.ThrowsAny<Exception>(() => BrowserCookie.Parse(new Uri(TestStand.AppOrigin), line, default));
}
