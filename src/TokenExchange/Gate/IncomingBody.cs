using System.IO.Pipelines;

namespace TokenExchange.Gate;

/// <summary>Reads a request body from the server so that a read can be cancelled.</summary>
internal static class IncomingBody
{
    /// <summary>
    /// The next piece; the caller advances the reader. A token is not given to the read itself: Kestrel's reader counts a read that its token has
    /// cancelled as still in progress, and fails when it drains the rest of the body.
    /// </summary>
    public static async ValueTask<ReadResult> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = await ReadOnceAsync(body, cancellationToken);
            if (!piece.IsCanceled)
            {
                return piece;
            }

            body.AdvanceTo(piece.Buffer.Start); // cancelled by this token, or by one that came too late for the read before
        }
    }

    private static async ValueTask<ReadResult> ReadOnceAsync(PipeReader body, CancellationToken cancellationToken)
    {
        using var cancellation = cancellationToken.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body);
        return await body.ReadAsync(CancellationToken.None);
    }
}
