using System.Globalization;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>An API that answers before it has read the upload: its answer reaches the page, and nothing reads the request's body any more when the answer ends.</summary>
[StateIndependent]
public sealed class EarlyAnswerBugs : WireStand
{
    private const int Length = 400_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_early_answer_reaches_a_page_that_is_still_sending_and_the_connection_goes_on(bool hasLength)
    {
        var answered = new SemaphoreSlim(0);
        await using var upstream = new RawUpstream(_ =>
        {
            answered.Release();
            return "HTTP/1.1 409 Conflict\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbad";
        });
        Network.Add("api.example.test", upstream.Way);
        var framing = hasLength ? $"Content-Length: {Length}" : "Transfer-Encoding: chunked";
        using var page = await ConnectAsync($"POST /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}Content-Type: text/plain\r\n{framing}\r\n\r\n");
        var stream = page.GetStream();
        await SendAsync(stream, Length / 2, hasLength, isLast: false);
        await answered.WaitAsync().WaitAsync(WaitLimit.Longest);

        await SendAsync(stream, Length / 2, hasLength, isLast: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /api/health/live HTTP/1.1\r\nHost: {Authority}\r\nConnection: close\r\n\r\n"));

        var all = new MemoryStream();
        await stream.CopyToAsync(all).WaitAsync(WaitLimit.Longest);
        var answers = WireAnswer.ReadAll(Encoding.Latin1.GetString(all.ToArray()));
        Assert.Equal([(409, "bad"), (200, answers[^1].Body)], answers.Select(answer => (answer.Status, answer.Body)));
        Assert.DoesNotContain(Logs.Lines, line => line.Text.Contains("already in progress", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(RawUpstream.HangUp, true)]
    [InlineData(RawUpstream.HangUp, false)]
    [InlineData(RawUpstream.Reset, true)]
    [InlineData(RawUpstream.Reset, false)]
    [InlineData(RawUpstream.HalfClose, true)]
    [InlineData(RawUpstream.HalfClose, false)]
    public async Task The_early_answer_of_an_API_that_ends_its_connection_reaches_the_page(char end, bool hasLength)
    {
        await using var upstream = new RawUpstream(_ => $"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nbig{end}");

        var answer = await UploadAsync(upstream, hasLength);

        Assert.Equal((413, "big"), (answer.Status, answer.Body));
        Assert.True(answer.Says("Content-Type: text/plain")); // the API's own
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_API_that_ends_its_connection_without_an_answer_is_unavailable(bool hasLength)
    {
        await using var upstream = new RawUpstream(_ => null);

        var answer = await UploadAsync(upstream, hasLength);

        Assert.True(answer.Status == 502 && answer.Says("TE-Error: upstream_unavailable"), answer.Head);
    }

    [Fact]
    public async Task After_an_early_answer_the_next_call_gets_its_own_answer()
    {
        await using var upstream = new RawUpstream(head => head.StartsWith("POST", StringComparison.Ordinal)
            ? $"HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig{RawUpstream.HangUp}"
            : RawUpstream.Answer("next"));
        await UploadAsync(upstream, hasLength: true);

        var answers = await SendAsync($"GET /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}\r\n");

        Assert.Equal((200, "next"), (answers[0].Status, answers[0].Body));
    }

    /// <summary>The answer to an upload, the second half of which is sent when the API has answered and its connection has ended.</summary>
    private async Task<WireAnswer> UploadAsync(RawUpstream upstream, bool hasLength)
    {
        Network.Add("api.example.test", upstream.Way);
        var framing = hasLength ? $"Content-Length: {Length}" : "Transfer-Encoding: chunked";
        using var page = await ConnectAsync($"POST /api/proxy/echo/orders HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}{framing}\r\n\r\n");
        var stream = page.GetStream();
        await SendAsync(stream, Length / 2, hasLength, isLast: false);
        await upstream.FirstEnded;
        await SendAsync(stream, Length / 2, hasLength, isLast: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /api/health/live HTTP/1.1\r\nHost: {Authority}\r\nConnection: close\r\n\r\n"));

        var all = new MemoryStream();
        await stream.CopyToAsync(all).WaitAsync(WaitLimit.Longest);
        return WireAnswer.ReadAll(Encoding.Latin1.GetString(all.ToArray()))[0];
    }

    private static async Task SendAsync(Stream stream, int bytes, bool hasLength, bool isLast)
    {
        var data = new byte[bytes];
        if (hasLength)
        {
            await stream.WriteAsync(data);
            return;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
        await stream.WriteAsync(data);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(isLast ? "\r\n0\r\n\r\n" : "\r\n"));
    }
}
