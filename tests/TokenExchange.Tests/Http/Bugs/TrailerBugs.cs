using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Fields behind the body (RFC 9110 section 6.5): no table has seen them, so they do not cross.</summary>
public sealed class TrailerBugs : WireStand
{
    [Fact]
    public async Task Trailers_of_an_upstream_do_not_cross()
    {
        await using var upstream = new RawUpstream(_ =>
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Request-Id, Set-Cookie\r\n\r\n2\r\nok\r\n0\r\nX-Request-Id: trailing\r\nSet-Cookie: a=b\r\n\r\n");
        Network.Add("api.example.test", upstream.Way);

        var answers = await SendAsync($"GET /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}\r\n");

        Assert.Equal((200, "ok"), (answers[0].Status, answers[0].Body));
        Assert.DoesNotContain("trailing", answers[0].Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Trailer", answers[0].Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, answers[1].Status); // read from where the first one ended: nothing stood in between
    }
}
