using System.Text;

namespace TokenExchange.Sessions;

/// <summary>
/// Seals records of a log in the shared state: one line of frames, one for each key that opens cookies now. A key that is disabled later takes no record
/// with it that another key was there for.
/// </summary>
internal sealed class LogSeal(SealKeys keys, SealContext context)
{
    public const byte NewLine = (byte)'\n';

    private const string Purpose = "log";
    private const string Name = "log of ended sessions";

    /// <summary>The record's line.</summary>
    /// <exception cref="Failures.OutageException">The vault cannot be reached.</exception>
    public async Task<byte[]> CloseAsync(byte[] record, CancellationToken cancellationToken)
    {
        var frames = (await keys.AllAsync(cancellationToken)).Select(key => SealFrame.Close(key, Purpose, context.Of(Name), record));
        return Encoding.ASCII.GetBytes(string.Join(' ', frames) + (char)NewLine);
    }

    /// <summary>The record of a line; null when no frame of it can be opened.</summary>
    /// <exception cref="Failures.OutageException">The keys it was sealed with are not known here, and the vault cannot be reached.</exception>
    public async Task<byte[]?> OpenAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        var frames = Encoding.ASCII.GetString(line.Span).Split(' ').Select(text => SealFrame.Read(text)).OfType<byte[]>().ToList();
        var known = await keys.AllAsync(cancellationToken);
        if (frames.Select(frame => Open(frame, known)).FirstOrDefault(record => record is not null) is { } opened)
        {
            return opened;
        }

        foreach (var frame in frames)
        {
            if (Open(frame, await keys.OpeningAsync(frame, cancellationToken)) is { } record)
            {
                return record;
            }
        }

        return null;
    }

    private byte[]? Open(byte[] frame, IEnumerable<SealKey> candidates) => candidates
        .Where(key => key.IsNamed(SealFrame.KeyId(frame)))
        .Select(key => SealFrame.Open(key, Purpose, context.Of(Name), frame))
        .FirstOrDefault(record => record is not null);
}
