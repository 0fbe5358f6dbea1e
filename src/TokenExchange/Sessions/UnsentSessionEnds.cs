using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>Entries that could not be appended to the log of ended sessions: in memory until the store answers again.</summary>
internal sealed class UnsentSessionEnds
{
    /// <summary>Most entries that are held; beyond them a session cannot be ended during an outage.</summary>
    private const int Most = 50_000;

    /// <summary>Entries of one append: a block of about 60 KB.</summary>
    private const int Batch = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<SessionEnd> _ends = new();

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _ends.Count == 0;
            }
        }
    }

    /// <exception cref="OutageException">Too many are held already.</exception>
    public void Add(IReadOnlyCollection<SessionEnd> ends)
    {
        lock (_gate)
        {
            if (_ends.Count + ends.Count > Most)
            {
                throw new OutageException(Catalogue.SharedStateUnavailable.WithReason("Too many ended sessions wait to be written to shared state."));
            }

            foreach (var end in ends)
            {
                _ends.Enqueue(end);
            }
        }
    }

    /// <summary>Appends all of them, some at a time. One caller at a time.</summary>
    public async Task SendAsync(Func<IReadOnlyCollection<SessionEnd>, Task> append)
    {
        while (Next() is { Count: > 0 } ends)
        {
            await append(ends);
            lock (_gate)
            {
                for (var i = 0; i < ends.Count; i++)
                {
                    _ends.Dequeue();
                }
            }
        }
    }

    private List<SessionEnd> Next()
    {
        lock (_gate)
        {
            return [.. _ends.Take(Batch)];
        }
    }
}
