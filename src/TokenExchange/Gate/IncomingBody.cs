using System.IO.Pipelines;

namespace TokenExchange.Gate;

/// <summary>Reads a request body in such a way that a read can be cancelled.</summary>
internal static class IncomingBody
{
    /// <summary>
    /// The next part; the caller advances the reader. The read itself gets no cancellation token: Kestrel's reader treats a read that its token has
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

            body.AdvanceTo(piece.Buffer.Start); // cancelled by this token, or late by the token of the previous read
        }
    }

    private static async ValueTask<ReadResult> ReadOnceAsync(PipeReader body, CancellationToken cancellationToken)
    {
        using var cancellation = cancellationToken.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body);
        return await body.ReadAsync(CancellationToken.None);
    }
}
