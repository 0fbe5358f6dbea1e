using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Where a request ends: what two servers could see differently is refused, and nothing behind it is read (RFC 9112 sections 2.2, 3.2, 5.2, 6 and 11.2).</summary>
[StateIndependent]
public sealed class FramingTests : WireStand
{
    private const string Post = "POST /api/auth/login HTTP/1.1\r\nHost: app.example.test\r\nX-CSRF: 1\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n")]
    public async Task A_transfer_coding_that_could_be_read_in_two_ways_is_refused(string rest)
    {
        var answer = Assert.Single(await SendAsync(Post + rest));

        Refused(answer);
        Assert.True(answer.Says("TE-Error: request_invalid"), answer.Head);
    }

    [Theory]
    [InlineData("Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding:\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}")]
    [InlineData("Content-Length: 2, 2\r\n\r\n{}")]
    [InlineData("Content-Length: -2\r\n\r\n{}")]
    [InlineData("Content-Length: 0x2\r\n\r\n{}")]
    [InlineData("Content-Length: 2\r\nX-Folded: a\r\n b\r\n\r\n{}")]
    [InlineData("Content-Length: 2\r\n X: y\r\n\r\n{}")]
    [InlineData("Content-Length: 2\r\nHost: app.example.test\r\n\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;\n\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;a\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;a\rb\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2 \r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n")]
    public async Task Framing_that_is_none_is_refused(string rest) => Refused(Assert.Single(await SendAsync(Post + rest)));

    [Theory]
    [InlineData("GET /api/health/live HTTP/1.1\nHost: app.example.test\n\n")]
    [InlineData("GET /api/health/live HTTP/1.1\nHost: app.example.test\r\n\r\n")]
    [InlineData("GET /api/health/live HTTP/1.1\r\nHost: app.example.test\n\r\n")]
    [InlineData("GET /api/health/live HTTP/1.1\r\nHost: app.example.test\r\nX: a\nY: b\r\n\r\n")]
    [InlineData("GET /api/health/live HTTP/1.1\r\nHost: app.example.test\r\n\n")]
    [InlineData("GET /api/health/live HTTP/1.1\r\nHost: app.example.test\r\nX: a\rY: b\r\n\r\n")]
    [InlineData("GET /api/health/live HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/health/live HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n")]
    public async Task Lines_end_with_both_characters_and_there_is_one_host(string request) => Refused(Assert.Single(await SendAsync(request)));

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task Http_1_0_knows_no_transfer_coding(string rest) =>
        Refused(Assert.Single(await SendAsync(Post.Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal) + rest)));

    [Theory]
    [InlineData("Content-Length: 2\r\n\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: Chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n")]
    public async Task One_length_or_one_chunked_is_taken_and_the_connection_kept(string rest) =>
        Assert.Equal([200, 200], (await SendAsync(Post + rest)).Select(answer => answer.Status));

    [Fact]
    public async Task A_broken_body_that_nobody_reads_is_the_connections_end()
    {
        var answer = Assert.Single(await SendAsync("PUT /api/auth/login HTTP/1.1\r\nHost: app.example.test\r\nX-CSRF: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n0\r\n\r\n"));

        Assert.Equal(405, answer.Status);
    }

    [Fact]
    public async Task A_body_of_both_framings_reaches_no_upstream()
    {
        var signedIn = await SignedInAsync();

        var answer = Assert.Single(await SendAsync(
            $"POST /api/proxy/echo/orders HTTP/1.1\r\nHost: app.example.test\r\n{signedIn}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));

        Refused(answer);
        Assert.Equal(0, ApiCalls);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}\r\nFFFFFFFFFFFFFFFF2\r\n0\r\n\r\n")]
    public async Task A_body_that_breaks_on_its_way_to_an_upstream_is_the_callers_fault(string body)
    {
        var signedIn = await SignedInAsync();

        var answer = Assert.Single(await SendAsync(
            $"POST /api/proxy/echo/anything HTTP/1.1\r\nHost: app.example.test\r\n{signedIn}Transfer-Encoding: chunked\r\n\r\n{body}"));

        Refused(answer);
        Assert.True(answer.Says("TE-Error: request_invalid"), answer.Head);
    }

    private static void Refused(WireAnswer answer)
    {
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Says("Connection: close"), answer.Head);
    }
}
