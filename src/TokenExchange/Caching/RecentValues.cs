namespace TokenExchange.Caching;

/// <summary>
/// Values in memory, bounded in number, bytes and time; beyond the bounds those are dropped that were stored first, and each use drops those that have
/// expired. Times are measured by the monotonic clock.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="mostEntries">Most values that are held.</param>
/// <param name="mostBytes">Most bytes that they take together.</param>
internal sealed class RecentValues<T>(TimeProvider clock, int mostEntries, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _oldestFirst = [];
    private long _bytes;

    /// <summary>How many values and bytes are held.</summary>
    public (int Entries, long Bytes) Held
    {
        get
        {
            lock (_gate)
            {
                return (_nodes.Count, _bytes);
            }
        }
    }

    /// <summary>Stores a value in the place of an earlier one.</summary>
    public void Put(string key, T value, long bytes, TimeSpan timeToLive)
    {
        lock (_gate)
        {
            Remove(key);
            _nodes.Add(key, _oldestFirst.AddLast(new Entry(key, value, bytes, clock.GetTimestamp(), timeToLive)));
            _bytes += bytes;
            Trim();
        }
    }

    /// <summary>The value and its age; false when there is none or its time to live has passed.</summary>
    public bool TryFind(ReadOnlySpan<char> key, out T value, out TimeSpan age)
    {
        lock (_gate)
        {
            Trim();
            if (_nodes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var node) && !IsExpired(node.Value))
            {
                (value, age) = (node.Value.Value, clock.GetElapsedTime(node.Value.StoredAt));
                return true;
            }
        }

        (value, age) = (default!, default);
        return false;
    }

    /// <summary>Drops a value, if it is held.</summary>
    public void Drop(string key)
    {
        lock (_gate)
        {
            Remove(key);
        }
    }

    /// <summary>Expired entries go first as they reach the front; whatever else is beyond the bounds follows.</summary>
    private void Trim()
    {
        while (_oldestFirst.First is { } first && (IsExpired(first.Value) || _nodes.Count > mostEntries || _bytes > mostBytes))
        {
            Remove(first.Value.Key);
        }
    }

    private bool IsExpired(Entry entry) => clock.GetElapsedTime(entry.StoredAt) >= entry.TimeToLive;

    private void Remove(string key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _oldestFirst.Remove(node);
            _bytes -= node.Value.Bytes;
        }
    }

    private sealed record Entry(string Key, T Value, long Bytes, long StoredAt, TimeSpan TimeToLive);
}
