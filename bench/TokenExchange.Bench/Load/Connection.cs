using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TokenExchange.Bench.Load;

/// <summary>One kept-alive HTTP/1.1 connection on a socket. It reads what it needs to find the end of an answer, and nothing more.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer;
    private int _filled;

    private Connection(int bufferSize) => _buffer = new byte[bufferSize];

    /// <summary>The head of the last answer.</summary>
    public string Head => Encoding.Latin1.GetString(_buffer, 0, Math.Max(HeadLength, 0));

    /// <summary>The JSON object in the body of the last answer, which came in one piece.</summary>
    public ReadOnlyMemory<byte> JsonBody
    {
        get
        {
            var body = _buffer.AsMemory(HeadLength, _filled - HeadLength);
            var (first, last) = (body.Span.IndexOf((byte)'{'), body.Span.LastIndexOf((byte)'}')); // before and after them the lengths of chunks
            return body[first..(last + 1)];
        }
    }

    /// <summary>The cookies that the last answer set, as a <c>Cookie</c> line; without those that it deleted.</summary>
    public string NewCookies => string.Join("; ", Head.Split("\r\n")
        .Where(line => line.StartsWith("Set-Cookie: ", StringComparison.OrdinalIgnoreCase))
        .Select(line => line["Set-Cookie: ".Length..].Split(';')[0])
        .Where(cookie => !cookie.EndsWith('=')));

    /// <summary>Whether the server has not closed it. What it has sent meanwhile stays unread.</summary>
    public bool IsOpen => !_socket.Poll(0, SelectMode.SelectRead) || _socket.Available > 0;

    private int HeadLength { get; set; }

    public static async Task<Connection> OpenAsync(Uri address, int bufferSize = 64 * 1024)
    {
        var connection = new Connection(bufferSize);
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        return connection;
    }

    /// <summary>Sends a request and reads the whole answer; returns its status.</summary>
    public async ValueTask<int> CallAsync(ReadOnlyMemory<byte> request)
    {
        await SendAsync(request);
        var status = await ReadHeadAsync();
        if (LengthOf(_buffer.AsSpan(0, HeadLength)) is { } length)
        {
            for (var left = length - (_filled - HeadLength); left > 0;)
            {
                left -= await ReceiveAsync();
            }
        }
        else if (_buffer.AsSpan(0, HeadLength).IndexOf("chunked"u8) >= 0)
        {
            while (!_buffer.AsSpan(0, _filled).EndsWith(LastChunk))
            {
                await ReceiveAsync();
            }
        }

        return status;
    }

    /// <summary>The same, for an answer that must have one of these statuses.</summary>
    public async Task ExpectAsync(ReadOnlyMemory<byte> request, params IReadOnlyList<int> statuses)
    {
        if (await CallAsync(request) is var status && !statuses.Contains(status))
        {
            var line = Encoding.ASCII.GetString(request.Span[..request.Span.IndexOf((byte)'\r')]);
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{line} was answered with {status}.\n{Head}"));
        }
    }

    /// <summary>Sends a request and reads the answer up to the end of the first event; the stream stays open.</summary>
    public async ValueTask OpenStreamAsync(ReadOnlyMemory<byte> request)
    {
        await SendAsync(request);
        if (await ReadHeadAsync() is var status and not 200)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A stream was answered with {status}."));
        }

        while (_buffer.AsSpan(HeadLength, _filled - HeadLength).IndexOf("\n\n"u8) < 0)
        {
            await ReceiveAsync();
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask SendAsync(ReadOnlyMemory<byte> request)
    {
        for (var sent = 0; sent < request.Length;)
        {
            sent += await _socket.SendAsync(request[sent..], SocketFlags.None);
        }
    }

    private async ValueTask<int> ReadHeadAsync()
    {
        (_filled, HeadLength) = (0, 0);
        int end;
        do
        {
            await ReceiveAsync();
            end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8);
        }
        while (end < 0);
        HeadLength = end + 4;
        return Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _) ? status : throw new InvalidOperationException("The answer has no status.");
    }

    /// <summary>Beyond the buffer only the length of a body is of interest, and its last bytes.</summary>
    private async ValueTask<int> ReceiveAsync()
    {
        if (_filled == _buffer.Length)
        {
            var kept = Math.Min(LastChunk.Length, _filled - HeadLength);
            _buffer.AsSpan(_filled - kept).CopyTo(_buffer.AsSpan(HeadLength));
            _filled = HeadLength + kept;
        }

        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None);
        _filled += read;
        return read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
    }

    private static long? LengthOf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("\r\nContent-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 18)..], out long length, out _) ? length : null;
    }
}
