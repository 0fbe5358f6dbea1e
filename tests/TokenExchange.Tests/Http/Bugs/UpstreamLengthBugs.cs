using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>What an upstream can say of the length of its answer. The real server, which the answer leaves through, checks what it is told.</summary>
public sealed class UpstreamLengthBugs : WireStand
{
    [Theory]
    [InlineData("204 No Content")]
    [InlineData("205 Reset Content")]
    public async Task An_answer_without_content_crosses_without_the_length_that_it_should_not_have(string status)
    {
        await using var upstream = new RawUpstream(_ => $"HTTP/1.1 {status}\r\nContent-Length: 2\r\nX-Request-Id: 7\r\n\r\nok{RawUpstream.HangUp}");

        var answer = await FetchAsync(upstream);

        Assert.Equal(status[..3], $"{answer.Status}");
        Assert.True(answer.Says("X-Request-Id: 7"), answer.Head);
        Assert.DoesNotContain("\r\nContent-Length: 2\r\n", answer.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\r\nTE-Error:", answer.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_answer_that_says_not_modified_keeps_the_length_of_what_was_not_modified()
    {
        await using var upstream = new RawUpstream(_ => "HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\nETag: \"1\"\r\n\r\n");

        var answer = await FetchAsync(upstream);

        Assert.Equal(304, answer.Status);
        Assert.True(answer.Says("ETag: \"1\""), answer.Head);
    }

    /// <summary>RFC 9112 section 6.3: a proxy discards an answer whose length is not one number, and says 502.</summary>
    [Theory]
    [InlineData("2\r\nContent-Length: 5")]
    [InlineData("2\r\nContent-Length: 2")]
    [InlineData("2, 2")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("+2")]
    [InlineData("99999999999999999999")]
    public async Task An_answer_whose_length_is_not_one_number_is_not_relayed(string length)
    {
        await using var upstream = new RawUpstream(_ => $"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nX-Request-Id: 7\r\n\r\nok{RawUpstream.HangUp}");

        var answer = await FetchAsync(upstream);

        Assert.Equal(502, answer.Status);
        Assert.True(answer.Says("TE-Error: upstream_unavailable"), answer.Head);
        Assert.DoesNotContain("X-Request-Id", answer.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    /// <summary>RFC 9112 section 6.3: the chunks say where the body ends, and a length beside them must not be passed on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task An_answer_in_chunks_crosses_without_the_length_that_it_also_has(int length)
    {
        await using var upstream = new RawUpstream(
            _ => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

        var answer = await FetchAsync(upstream);

        Assert.Equal((200, "hello"), (answer.Status, answer.Body));
        Assert.DoesNotContain("\r\nContent-Length:", answer.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    /// <summary>By HTTP/2 the framework's handler does not compare the length with the data (RFC 9113 section 8.1.1).</summary>
    [Theory]
    [InlineData(5, "hello world")]
    [InlineData(11, "hello")]
    public async Task An_answer_that_is_not_as_long_as_it_says_is_cut_and_the_log_says_why(int length, string body)
    {
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK, body, ("Content-Length", $"{length}"))));
        using var client = await ConnectAsync($"GET /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}\r\n");

        var received = await ReadToEndAsync(client);

        Assert.True(received.Length == 0 || received[(received.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Length < length, received);
        Assert.Single(Logs.Lines, line => line.Text.Contains("upstream_unavailable", StringComparison.Ordinal));
        Assert.DoesNotContain(Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task An_answer_to_HEAD_keeps_the_length_of_what_GET_would_get()
    {
        Network.Add("api.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK, "", ("Content-Length", "200"))));

        using var client = await ConnectAsync($"HEAD /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\nConnection: close\r\n{await SignedInAsync()}\r\n");

        var received = await ReadToEndAsync(client);

        Assert.StartsWith("HTTP/1.1 200 ", received, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 200\r\n", received, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Logs.Lines, line => line.Level >= LogLevel.Warning);
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        var all = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(all).WaitAsync(WaitLimit.Longest);
        }
        catch (IOException)
        {
            // Reset: the answer was cut.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    private async Task<WireAnswer> FetchAsync(RawUpstream upstream)
    {
        Network.Add("api.example.test", upstream.Way);
        var answers = await SendAsync($"GET /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}\r\n");
        return answers[0];
    }
}
