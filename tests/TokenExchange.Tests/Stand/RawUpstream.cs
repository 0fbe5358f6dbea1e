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
    /// <summary>At the end of an answer: the connection is closed behind it.</summary>
    public const char HangUp = '\u0004';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly Func<string, string?> _answer;
    private readonly CancellationTokenSource _ends = new();
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
        using var owned = connection;
        var stream = connection.GetStream();
        try
        {
            while (await HeadAsync(stream) is { } head)
            {
                _heads.Enqueue(head);
                if (_answer(head) is not { } answer)
                {
                    return;
                }

                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer.TrimEnd(HangUp)));
                if (answer.EndsWith(HangUp))
                {
                    return;
                }
            }
        }
        catch (Exception ending) when (ending is IOException or OperationCanceledException)
        {
            // The proxy dropped the connection, or the test is over.
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
