using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Stand;

/// <summary>An upstream made of bytes, on a real socket of loopback: it answers each head it reads as a test says, and closes the connection where that is nothing.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    /// <summary>At the end of an answer: the connection is closed behind it. If a part of the request was not read, the client gets a reset.</summary>
    public const char HangUp = '\u0004';

    /// <summary>At the end of an answer: the connection is reset behind it.</summary>
    public const char Reset = '\u0005';

    /// <summary>At the end of an answer: nothing more is sent, and what comes is read to the end.</summary>
    public const char HalfClose = '\u0006';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly Func<string, string?> _answer;
    private readonly CancellationTokenSource _ends = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public RawUpstream(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
        Way = new Lead((IPEndPoint)_listener.LocalEndpoint);
    }

    /// <summary>The heads that arrived, each time they did.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <summary>Completes when the first answer was sent and, where it ends its connection, the connection has ended.</summary>
    public Task FirstEnded => _ended.Task.WaitAsync(WaitLimit.Longest);

    /// <summary>The proxy's own handler, led here whatever the name.</summary>
    public HttpMessageHandler Way { get; }

    /// <summary>A whole answer that keeps the connection.</summary>
    public static string Answer(string body = "") => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        Way.Dispose();
        await _ends.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _ends.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ends.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open); // no more to come
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        try
        {
            var stream = connection.GetStream();
            while (await HeadAsync(stream) is { } head)
            {
                _heads.Enqueue(head);
                if (_answer(head) is not { } answer || !await AnswerAsync(connection.Client, stream, answer))
                {
                    return;
                }
            }
        }
        catch (Exception ending) when (ending is IOException or OperationCanceledException)
        {
            // The proxy dropped the connection, or the test is over.
        }
        finally
        {
            connection.Dispose();
            _ended.TrySetResult();
        }
    }

    /// <summary>Sends an answer; whether the connection serves another request.</summary>
    private async Task<bool> AnswerAsync(Socket socket, NetworkStream stream, string answer)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer.TrimEnd(HangUp, Reset, HalfClose)));
        switch (answer[^1])
        {
            case HangUp:
                return false;
            case Reset:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return false;
            case HalfClose:
                socket.Shutdown(SocketShutdown.Send);
                _ended.TrySetResult();
                await stream.CopyToAsync(Stream.Null, _ends.Token);
                return false;
            default:
                return true;
        }
    }

    private async Task<string?> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _ends.Token) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                return head.ToString();
            }
        }

        return null;
    }

    private sealed class Lead(IPEndPoint to) : DelegatingHandler
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddProxy().BuildServiceProvider();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            InnerHandler ??= _services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(UpstreamHttp.ClientName);
            var asked = request.RequestUri!.OriginalString;
            var path = asked[asked.IndexOf('/', "https://".Length)..];
            request.RequestUri = new Uri($"http://{to}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            return base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            _services.Dispose();
            base.Dispose(disposing);
        }
    }
}
