using System.Net.Sockets;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Bugs;

/// <summary>A body that stops on a real connection: the server's own reader must be free again when the answer ends.</summary>
public sealed class StalledConnectionBugs : WireStand
{
    [Theory]
    [InlineData("Content-Length: 100000\r\n\r\nfirst")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n")]
    public async Task A_body_for_an_upstream_that_stops_is_400_and_leaves_the_servers_reader_free(string rest)
    {
        var upstream = new ReadingUpstream();
        Network.Add("api.example.test", upstream);
        using var client = await ConnectAsync($"POST /api/proxy/echo/upload HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}{rest}");
        await upstream.ArrivedAsync();

        Clock.Advance(TimeSpan.FromSeconds(100));

        await RefusedAsync(client);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{\"a\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n")]
    public async Task A_body_for_the_service_itself_that_stops_is_400_and_leaves_the_servers_reader_free(string rest)
    {
        using var client = await ConnectAsync($"POST /api/auth/login HTTP/1.1\r\nHost: {Authority}\r\nX-CSRF: 1\r\nContent-Type: application/json\r\n{rest}");
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(9.5));

        Clock.Advance(TimeSpan.FromSeconds(9.5));

        await RefusedAsync(client);
    }

    /// <summary>Reads the answer, ends the body from the client's side, and reads until the server has closed: then everything it had to say is in the log.</summary>
    private async Task RefusedAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var answer = await ReadHeadAsync(stream);
        client.Client.Shutdown(SocketShutdown.Send);
        await DrainAsync(stream);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nTE-Error: request_invalid\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Logs.Lines, line => line.Text.Contains("invalid state", StringComparison.Ordinal) || line.Text.Contains("already in progress", StringComparison.Ordinal));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static async Task DrainAsync(NetworkStream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
            // Reset: the server did not want the rest.
        }
    }
}
