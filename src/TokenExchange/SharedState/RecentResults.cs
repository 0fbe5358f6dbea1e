using TokenExchange.Caching;

namespace TokenExchange.SharedState;

/// <summary>Results that this instance has made or read.</summary>
internal sealed class RecentResults(TimeProvider clock)
{
    /// <summary>Most results that are held.</summary>
    public const int MostEntries = 10_000;

    /// <summary>Most bytes that they take together.</summary>
    public const long MostBytes = 64L * 1024 * 1024;

    private readonly RecentValues<ReadOnlyMemory<byte>> _values = new(clock, MostEntries, MostBytes);

    /// <summary>How many results and bytes are held.</summary>
    public (int Entries, long Bytes) Held => _values.Held;

    public void Put(string key, ReadOnlyMemory<byte> value, TimeSpan timeToLive) => _values.Put(key, value, value.Length, timeToLive);

    /// <summary>The result and its age; null when there is none or its time to live has passed.</summary>
    public (ReadOnlyMemory<byte> Value, TimeSpan Age)? Find(string key) => _values.TryFind(key, out var value, out var age) ? (value, age) : null;

    /// <summary>Drops a result, if it is held.</summary>
    public void Drop(string key) => _values.Drop(key);
}
