using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Methods and bodies that an address does not take: 4xx, never 500.</summary>
[StateIndependent]
public sealed class MethodAndBodyTests : TestStand
{
    [Theory]
    [InlineData("/api/auth/login", "GET, POST", "PUT", "DELETE", "HEAD", "TRACE", "OPTIONS")]
    [InlineData("/api/auth/exchange", "POST", "GET", "PUT", "HEAD")]
    [InlineData("/api/auth/callback", "GET, POST", "PUT", "HEAD", "PATCH")]
    [InlineData("/api/auth/session", "GET", "POST", "HEAD", "DELETE")]
    [InlineData("/api/auth/refresh", "POST", "GET", "HEAD")]
    [InlineData("/api/auth/logout", "POST", "GET", "HEAD", "get")]
    [InlineData("/api/health/live", "GET", "POST", "DELETE")]
    [InlineData("/api/health/ready", "GET", "POST", "DELETE")]
    [InlineData("/api/proxy/echo/anything", "GET, HEAD, POST, PUT, PATCH, DELETE", "OPTIONS", "TRACE", "get", "PROPFIND")]
    public async Task Another_method_is_405_with_the_methods_that_there_are(string path, string allow, params string[] methods)
    {
        foreach (var method in methods)
        {
            var answer = await NewBrowser().FetchAsync(method, path);

            await answer.RefusedAsync(405, "method_denied", "none");
            Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow));
        }

        Assert.Equal(0, ApiCalls);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api")]
    [InlineData("/api/auth")]
    [InlineData("/api/auth/session/")]
    [InlineData("/api/AUTH/session")]
    [InlineData("/api/auth/session/x")]
    [InlineData("/api/auth/userinfo")]
    [InlineData("/api/proxy/nowhere/anything")]
    [InlineData("/api/proxy/ECHO/anything")]
    [InlineData("/admin/host/status")]
    [InlineData("/runtime/webhooks")]
    [InlineData("/swagger")]
    public async Task An_unknown_address_is_404(string path) => await (await NewBrowser().FetchAsync("GET", path)).RefusedAsync(404, "route_unknown", "none");

    public static TheoryData<string, string, byte[], int, string> Bodies => new()
    {
        { "text", "text/plain", Bytes("{}"), 415, "unsupported_media_type" },
        { "a form", "application/x-www-form-urlencoded", Bytes("a=b"), 415, "unsupported_media_type" },
        { "no type", "", Bytes("{}"), 415, "unsupported_media_type" },
        { "another charset", "application/json; charset=utf-16", Bytes("{}"), 415, "unsupported_media_type" },
        { "an almost JSON type", "application/jsonx", Bytes("{}"), 415, "unsupported_media_type" },
        { "a cut object", "application/json", Bytes("{\"returnUrl\":"), 400, "request_invalid" },
        { "null", "application/json", Bytes("null"), 400, "request_invalid" },
        { "a list", "application/json", Bytes("[]"), 400, "request_invalid" },
        { "a text", "application/json", Bytes("\"x\""), 400, "request_invalid" },
        { "two objects", "application/json", Bytes("{}{}"), 400, "request_invalid" },
        { "a comment", "application/json", Bytes("{/*x*/}"), 400, "request_invalid" },
        { "a trailing comma", "application/json", Bytes("{\"a\":1,}"), 400, "request_invalid" },
        { "a member twice", "application/json", Bytes("""{"returnUrl":"/a","returnUrl":"/b","state":"a","state":"b"}"""), 400, "request_invalid" },
        { "a member of another type", "application/json", Bytes("""{"returnUrl":{},"callbackUrl":7}"""), 400, "request_invalid" },
        { "deep nesting", "application/json", Bytes("{\"x\":" + new string('[', 5000) + new string(']', 5000) + "}"), 400, "request_invalid" },
        { "bytes that are no UTF-8", "application/json", [.. Bytes("{\"returnUrl\":\"/"), 0xff, 0xfe, .. Bytes("\",\"callbackUrl\":\""), 0xff, .. Bytes("\"}")], 400, "request_invalid" },
        { "half a character", "application/json", Bytes("""{"returnUrl":"\ud800","callbackUrl":"\ud800"}"""), 400, "request_invalid" },
        { "half a character as a name", "application/json", Bytes("""{"\ud800":1}"""), 400, "request_invalid" },
        { "too much", "application/json", Bytes("{\"x\":\"" + new string('x', 40_000) + "\"}"), 413, "payload_too_large" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_not_taken_is_refused_alike_with_and_without_a_length(string what, string type, byte[] body, int status, string code)
    {
        foreach (var path in new[] { "/api/auth/login", "/api/auth/exchange" })
        {
            foreach (var isChunked in new[] { false, true })
            {
                var answer = await NewBrowser().FetchAsync("POST", path, change: request =>
                {
                    request.Content = isChunked ? new StreamContent(new Unseekable(body)) : new ByteArrayContent(body);
                    if (type.Length > 0)
                    {
                        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                    }
                });

                Assert.True((int)answer.StatusCode == status, $"{what} at {path}: {(int)answer.StatusCode}");
                await answer.RefusedAsync(status, code);
            }
        }
    }

    [Fact]
    public async Task An_empty_body_is_an_empty_object()
    {
        Assert.Equal(200, (int)(await NewBrowser().FetchAsync("POST", "/api/auth/login")).StatusCode);
        await (await NewBrowser().FetchAsync("POST", "/api/auth/exchange")).RefusedAsync(400, "request_invalid");
    }

    [Theory]
    [InlineData("""{"loginHint":"a\u0000b"}""")]
    [InlineData("""{"prompt":"sudo"}""")]
    [InlineData("""{"prompt":"none login"}""")]
    [InlineData("""{"maxAge":-1}""")]
    [InlineData("""{"maxAge":1.5}""")]
    [InlineData("""{"maxAge":"60"}""")]
    [InlineData("""{"maxAge":1e300}""")]
    public async Task A_login_of_senseless_parameters_is_refused(string json)
    {
        var browser = NewBrowser();

        var answer = await browser.FetchAsync("POST", "/api/auth/login", change: request => request.Content = new StringContent(json, Encoding.UTF8, "application/json"));

        await answer.RefusedAsync(400, "request_invalid");
        Assert.Empty(browser.Cookies);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A stream that nobody can measure.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
