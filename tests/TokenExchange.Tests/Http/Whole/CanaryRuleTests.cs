using System.Net;
using Microsoft.Extensions.Logging;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The stand's own rules can fail: a leak that is planted is found.</summary>
public sealed class CanaryRuleTests
{
    private const string Random = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";

    private readonly Canaries _canaries = new();
    private readonly LogSink _logs = new();

    [Fact]
    public void A_secret_in_a_log_line_is_found()
    {
        var secret = _canaries.New("secret");
        _canaries.Assert([], _logs);

        _logs.CreateLogger("Any").LogInformation("The secret is {Secret}.", secret);

        Assert.ThrowsAny<Exception>(() => _canaries.Assert([], _logs));
    }

    [Fact]
    public void A_secret_in_an_exception_of_a_log_line_is_found()
    {
        var secret = _canaries.New("secret");

        _logs.CreateLogger("Any").LogError(new InvalidOperationException("outer", new ArgumentException(secret)), "It broke.");

        Assert.ThrowsAny<Exception>(() => _canaries.Assert([], _logs));
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
            _canaries.Assert([browser], _logs);

            await browser.Copy().FetchAsync("GET", "/api/auth/session");

            Assert.ThrowsAny<Exception>(() => _canaries.Assert([browser], _logs));
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
