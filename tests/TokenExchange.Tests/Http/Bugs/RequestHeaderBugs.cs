using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>Request headers that cannot be sent on: values are visible ASCII, spaces and tabs (RFC 9110 section 5.5), and what is not is the caller's doing.</summary>
public sealed class RequestHeaderBugs() : WireStand(settings => settings["TokenExchange:Proxy:Routes:echo:RequestHeaders:0"] = "X-Tenant")
{
    /// <summary>An é as UTF-8, which is how the server reads headers.</summary>
    private const string Beyond = "caf\u00c3\u00a9";

    [Theory]
    [InlineData("User-Agent")]
    [InlineData("Accept-Language")]
    [InlineData("Prefer")]
    public async Task A_header_that_is_mere_advice_is_left_out(string name)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer("done"));

        var answer = await FetchAsync(upstream, $"{name}: {Beyond}\r\nIf-None-Match: \"1\"\r\n");

        Assert.Equal((200, "done"), (answer.Status, answer.Body));
        var head = Assert.Single(upstream.Heads);
        Assert.DoesNotContain($"\r\n{name}:", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\nIf-None-Match: \"1\"\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Idempotency-Key: " + Beyond)]
    [InlineData("If-Match: \"" + Beyond + "\"")]
    [InlineData("Range: bytes=" + Beyond)]
    [InlineData("Accept: " + Beyond)]
    [InlineData("Via: 1.1 " + Beyond)]
    [InlineData("X-Tenant: " + Beyond)]
    [InlineData("X-Tenant: a\u0001b")]
    [InlineData("X-Tenant: a\u007fb")]
    public async Task Any_other_is_refused_before_the_upstream_is_asked(string header)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer());

        var answer = await FetchAsync(upstream, header + "\r\n");

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Says("TE-Error: request_invalid"), answer.Head);
        Assert.Empty(upstream.Heads);
        Assert.DoesNotContain(Logs.Lines, line => line.Id == 1600);
    }

    [Theory]
    [InlineData("X-Unlisted: " + Beyond)]
    [InlineData("Cookie: other=" + Beyond)]
    [InlineData("Connection: X-Tenant\r\nX-Tenant: " + Beyond)]
    [InlineData("X-Tenant: a\tb")]
    public async Task What_does_not_cross_may_hold_what_it_likes(string header)
    {
        await using var upstream = new RawUpstream(_ => RawUpstream.Answer());

        var answer = await FetchAsync(upstream, header + "\r\n");

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(Beyond, Assert.Single(upstream.Heads), StringComparison.Ordinal);
    }

    private async Task<WireAnswer> FetchAsync(RawUpstream upstream, string header)
    {
        Network.Add("api.example.test", upstream.Way);
        return (await SendAsync($"GET /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{header}{await SignedInAsync()}\r\n"))[0];
    }
}
