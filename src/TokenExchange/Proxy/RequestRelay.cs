using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using TokenExchange.Gate;

namespace TokenExchange.Proxy;

/// <summary>The browser's body on its way to the upstream: streamed, counted, never held whole. One reader at a time, and none when the answer ends.</summary>
internal sealed class RequestRelay(HttpRequest request, long limit, ActivityTimeout activity) : HttpContent, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile Task _copying = Task.CompletedTask;

    /// <summary>Whether the body passed the limit; the upstream then saw a broken request, and the browser is told 413.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>
    /// Reads what is left, to no purpose but that the platform's hop, which is not full duplex, can take an answer that came early.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
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

    /// <summary>Stops a copy that goes on behind an answer or a fault: the server itself reads what is left of the body when the request ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Dispose();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var copied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _copying = copied.Task;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, activity.Token, _stop.Token);
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
                    throw new IOException("The request body is larger than the route allows.");
                }

                foreach (var segment in piece.Buffer)
                {
                    await stream.WriteAsync(segment, cancellationToken);
                    activity.Restart();
                }

                await stream.FlushAsync(cancellationToken);
            }
            finally
            {
                request.BodyReader.AdvanceTo(piece.Buffer.End);
            }
        }
        while (!piece.IsCompleted);
    }

    private ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken) =>
        activity.OfCallerAsync(IncomingBody.ReadAsync(request.BodyReader, cancellationToken));

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _copying;
    }
}
