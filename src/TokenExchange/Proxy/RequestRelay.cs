using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>Streams the browser's body to the upstream and counts it. At most one reader at a time, and none after the response.</summary>
internal sealed class RequestRelay(HttpRequest request, long limit, ActivityTimeout activity) : HttpContent, IAsyncDisposable
{
    /// <summary>Most bytes that one write to the upstream has.</summary>
    private const int WriteSize = 64 * 1024;

    private readonly CancellationTokenSource _stop = new();
    private volatile Task _copying = Task.CompletedTask;
    private volatile bool _isRead;
    private bool _hasBegun;

    /// <summary>Whether the body exceeded the limit; the upstream then received an incomplete request, and the browser gets 413.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>
    /// Waits until the upstream has the body. What it does not take is read and discarded, because the platform's connection is not full duplex and could not
    /// pass on an early response otherwise. A copy that still runs, by HTTP/2, is not stopped: that would reset the stream and lose the rest of its response.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _copying;
        if (_isRead)
        {
            return;
        }

        long seen = 0;
        ReadResult piece;
        do
        {
            piece = await ReadAsync(cancellationToken);
            seen += piece.Buffer.Length;
            request.BodyReader.AdvanceTo(piece.Buffer.End);
        }
        while (!piece.IsCompleted && seen < limit);
    }

    /// <summary>Stops a copy that is still running after the response or an error: the server itself reads the rest of the body when the request ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Dispose();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <summary>
    /// By HTTP/2 the handler sends a request again that the API has not processed (RFC 9113 section 8.7). What was read of the body is gone: the API would
    /// take the rest, or nothing, for the whole.
    /// </summary>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            throw new IOException("The API refused the request, and its body cannot be sent a second time.");
        }

        _hasBegun = true;
        var copied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _copying = copied.Task;
        try
        {
            using var either = Either(cancellationToken);
            await CopyAsync(stream, either.Token);
        }
        finally
        {
            copied.SetResult();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }

    private async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        long read = 0;
        ReadResult piece;
        do
        {
            piece = await ReadAsync(cancellationToken);
            try
            {
                read += piece.Buffer.Length;
                if (read > limit)
                {
                    IsTooLarge = true;
                    throw new IOException("The request body exceeds the route's limit.");
                }

                await WriteAsync(stream, piece.Buffer, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
            finally
            {
                request.BodyReader.AdvanceTo(piece.Buffer.End);
            }
        }
        while (!piece.IsCompleted);
        _isRead = true;
    }

    /// <summary>
    /// The server's segments have 4 KB, and each write is a call of the operating system: many of them are copied into one buffer, and one is written as it is.
    /// </summary>
    private async Task WriteAsync(Stream stream, ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsSingleSegment)
        {
            await stream.WriteAsync(bytes.First, cancellationToken);
            activity.Restart();
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytes.Length, WriteSize));
        try
        {
            for (var left = bytes; !left.IsEmpty;)
            {
                var part = left.Slice(0, Math.Min(left.Length, buffer.Length));
                part.CopyTo(buffer);
                await stream.WriteAsync(buffer.AsMemory(0, (int)part.Length), cancellationToken);
                activity.Restart();
                left = left.Slice(part.End);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // data of one user must not stay in a buffer for another
        }
    }

    private ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken) =>
        activity.OfCallerAsync(IncomingBody.ReadAsync(request.BodyReader, cancellationToken));

    /// <summary>By HTTP/1.1 the connection passes the call's own token on, which need not be linked twice.</summary>
    private CancellationTokenSource Either(CancellationToken ofConnection) => ofConnection == activity.Token
        ? CancellationTokenSource.CreateLinkedTokenSource(ofConnection, _stop.Token)
        : CancellationTokenSource.CreateLinkedTokenSource(ofConnection, activity.Token, _stop.Token);

    private async Task StopAsync()
    {
        if (_copying.IsCompleted)
        {
            StopCopied();
            return;
        }

        await _stop.CancelAsync();
        await _copying;
    }

    /// <summary>Nobody waits for the token any more, so nothing can block; the asynchronous way starts a task all the same.</summary>
    private void StopCopied() => _stop.Cancel();
}
