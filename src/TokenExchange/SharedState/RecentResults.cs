namespace TokenExchange.SharedState;

/// <summary>
/// Results that this instance has made or read, bounded in number, bytes and time; beyond the bounds those are dropped that were stored first. Times are
/// measured by the monotonic clock.
/// </summary>
internal sealed class RecentResults(TimeProvider clock)
{
    /// <summary>Most results that are held.</summary>
    public const int MostEntries = 10_000;

    /// <summary>Most bytes that they take together.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _oldestFirst = [];
    private long _bytes;

    /// <summary>How many results and bytes are held.</summary>
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

    public void Put(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive)
    {
        lock (_gate)
        {
            Remove(key);
            _nodes.Add(key, _oldestFirst.AddLast(new Entry(key, value, clock.GetTimestamp(), timeToLive)));
            _bytes += value.Length;
            Trim();
        }
    }

    /// <summary>The result and its age; null when there is none or its time to live has passed.</summary>
    public (ReadOnlyMemory<byte> Value, TimeSpan Age)? Find(string key)
    {
        lock (_gate)
        {
            return _nodes.TryGetValue(key, out var node) && !IsExpired(node.Value) ? (node.Value.Value, clock.GetElapsedTime(node.Value.StoredAt)) : null;
        }
    }

    /// <summary>Drops a result, if it is held.</summary>
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
        while (_oldestFirst.First is { } first && (IsExpired(first.Value) || _nodes.Count > MostEntries || _bytes > MostBytes))
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
            _bytes -= node.Value.Value.Length;
        }
    }

    private sealed record Entry(string Key, ReadOnlyMemory<byte> Value, long StoredAt, TimeSpan TimeToLive);
}
