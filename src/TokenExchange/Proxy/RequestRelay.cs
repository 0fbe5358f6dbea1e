using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Proxy;

/// <summary>The browser's body on its way to the upstream: streamed, counted, never held whole.</summary>
internal sealed class RequestRelay(HttpRequest request, long limit) : HttpContent
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Whether the body passed the limit; the upstream then saw a broken request, and the browser is told 413.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>
    /// Reads what is left, to no purpose but that the platform's hop, which is not full duplex, can take an answer that came early.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long seen = 0;
            int read;
            while (seen < limit && (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                seen += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // one user's bytes never wait in another's buffer
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long sent = 0;
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sent += read;
                if (sent > limit)
                {
                    IsTooLarge = true;
                    throw new IOException("The request body is larger than the route allows.");
                }

                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }
}
