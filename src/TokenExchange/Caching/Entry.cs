using System.Security.Cryptography;

namespace TokenExchange.Caching;

/// <summary>A value, the time of its fetch by both clocks, and the age at which it is refreshed in the background.</summary>
internal sealed record Entry<T>(T Value, DateTimeOffset FetchedAt, long Timestamp, TimeSpan Ahead)
{
    public static Entry<T> Of(T value, RefreshPolicy policy, TimeProvider clock)
    {
        var ahead = policy.FreshFor * (0.8 + (0.1 * RandomNumberGenerator.GetInt32(1001) / 1000)); // instances must not refresh at the same moment
        return new Entry<T>(value, clock.GetUtcNow(), clock.GetTimestamp(), ahead);
    }

    /// <summary>A value from before the start: served while it is usable, and fetched again at its next use.</summary>
    public static Entry<T> Of(Kept<T> kept, TimeProvider clock) => new(kept.Value, clock.GetUtcNow() - kept.Age, clock.GetTimestamp(), TimeSpan.Zero);

    /// <summary>The greater of the two ages: neither a system time that was set back nor a suspended machine makes a value younger.</summary>
    public TimeSpan Age(TimeProvider clock)
    {
        var (byDate, byTimer) = (clock.GetUtcNow() - FetchedAt, clock.GetElapsedTime(Timestamp));
        return byDate > byTimer ? byDate : byTimer;
    }

    /// <summary>The same value, to be fetched again before it is used.</summary>
    public Entry<T> AsStale() => this with { Ahead = TimeSpan.Zero };
}
