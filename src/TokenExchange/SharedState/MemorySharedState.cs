using System.Globalization;

namespace TokenExchange.SharedState;

/// <summary>Shared state of a single instance, in memory. Readiness and the log say so, because a second instance does not see it.</summary>
internal sealed class MemorySharedState(TimeProvider clock) : ISharedState
{
    /// <summary>Number of writes after which expired entries are removed.</summary>
    private const int SweepEvery = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _sinceSweep;
    private long _version;

    public bool IsShared => false;

    public bool IsFailing => false;

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        Task.FromResult(PutIf(key, value, timeToLive, known => known is null));

    public Task PutAsync(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        Task.FromResult(PutIf(key, value, timeToLive, _ => true));

    public Task<bool> ReplaceAsync(string key, string version, ReadOnlyMemory<byte> value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        Task.FromResult(PutIf(key, value, timeToLive, known => known is not null && string.Equals(known.Version, version, StringComparison.Ordinal)));

    public Task<SharedEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var entry = Find(key);
            return Task.FromResult(entry is null ? null : new SharedEntry(entry.Value, entry.Version, clock.GetElapsedTime(entry.Timestamp)));
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

    /// <summary>Logs are for other instances, of which there are none: nothing is kept.</summary>
    public Task<bool> AppendAsync(string log, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<LogSlice> ReadLogAsync(string log, long from, CancellationToken cancellationToken) => Task.FromResult(LogSlice.Nothing);

    public Task<IReadOnlyList<string>> FindLogsAsync(string prefix, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    private bool PutIf(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive, Func<Entry?, bool> condition)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ISharedState.MostValueLength);
        lock (_gate)
        {
            if (!condition(Find(key)))
            {
                return false;
            }

            if (++_sinceSweep >= SweepEvery)
            {
                Sweep();
            }

            var version = (++_version).ToString(CultureInfo.InvariantCulture);
            _entries[key] = new Entry(value.ToArray(), version, clock.GetUtcNow() + timeToLive, clock.GetTimestamp(), timeToLive);
            return true;
        }
    }

    private Entry? Find(string key) => _entries.TryGetValue(key, out var entry) && IsAlive(entry) ? entry : null;

    /// <summary>
    /// An entry refuses something (an ended session, a used token) that ends by the date. It goes when its time is over by the date and by the monotonic
    /// clock: a date that was set back must not outlive it.
    /// </summary>
    private bool IsAlive(Entry entry) => clock.GetUtcNow() < entry.Until || clock.GetElapsedTime(entry.Timestamp) < entry.TimeToLive;

    private void Sweep()
    {
        _sinceSweep = 0;
        foreach (var (key, _) in _entries.Where(pair => !IsAlive(pair.Value)).ToList())
        {
            _entries.Remove(key);
        }
    }

    private sealed record Entry(ReadOnlyMemory<byte> Value, string Version, DateTimeOffset Until, long Timestamp, TimeSpan TimeToLive);
}
