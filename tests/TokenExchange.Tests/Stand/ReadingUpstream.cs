using System.Net;

namespace TokenExchange.Tests.Stand;

/// <summary>An upstream that reads the request body piece by piece, reports each piece that arrived, and answers when it has read the whole body.</summary>
internal sealed class ReadingUpstream(bool stopsReading = false) : HttpMessageHandler
{
    private readonly SemaphoreSlim _arrived = new(0);
    private long _length;

    /// <summary>How many bytes arrived.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>Completes when one more piece has arrived.</summary>
    public Task ArrivedAsync() => _arrived.WaitAsync().WaitAsync(WaitLimit.Longest);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await request.Content!.CopyToAsync(new Sink(this), cancellationToken);
        return ScriptedServer.Answer(HttpStatusCode.OK, $"{Length}");
    }

    protected override void Dispose(bool disposing)
    {
        _arrived.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Sink(ReadingUpstream upstream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Add(ref upstream._length, buffer.Length);
            upstream._arrived.Release();
            if (upstream.StopsReading)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken); // until the call is given up
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
            // Nothing is held back.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private bool StopsReading { get; } = stopsReading;
}
