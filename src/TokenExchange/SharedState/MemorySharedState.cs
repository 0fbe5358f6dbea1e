namespace TokenExchange.SharedState;

/// <summary>Shared state of a single instance, in memory. Said in readiness and in the log, because a second instance would not see it.</summary>
internal sealed class MemorySharedState(TimeProvider clock) : ISharedState
{
    /// <summary>How many new entries may come before the dead ones are swept out.</summary>
    private const int SweepEvery = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _sinceSweep;

    public bool IsShared => false;

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Find(key) is not null)
            {
                return Task.FromResult(false);
            }

            Put(key, value, timeToLive);
            return Task.FromResult(true);
        }
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Put(key, value, timeToLive);
        }

        return Task.CompletedTask;
    }

    public Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Find(key)?.Value);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _entries.Remove(key);
        }

        return Task.CompletedTask;
    }

    private Entry? Find(string key) => _entries.TryGetValue(key, out var entry) && IsAlive(entry) ? entry : null;

    /// <summary>
    /// An entry refuses something (an ended session, a used token) that ends by the date. It goes when its time is over by the date and by the monotonic
    /// clock: a date that was set back must not outlive it.
    /// </summary>
    private bool IsAlive(Entry entry) => clock.GetUtcNow() < entry.Until || clock.GetElapsedTime(entry.Timestamp) < entry.TimeToLive;

    private void Put(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive)
    {
        if (++_sinceSweep >= SweepEvery)
        {
            Sweep();
        }

        _entries[key] = new Entry(value.ToArray(), clock.GetUtcNow() + timeToLive, clock.GetTimestamp(), timeToLive);
    }

    private void Sweep()
    {
        _sinceSweep = 0;
        foreach (var (key, _) in _entries.Where(pair => !IsAlive(pair.Value)).ToList())
        {
            _entries.Remove(key);
        }
    }

    private sealed record Entry(ReadOnlyMemory<byte> Value, DateTimeOffset Until, long Timestamp, TimeSpan TimeToLive);
}
