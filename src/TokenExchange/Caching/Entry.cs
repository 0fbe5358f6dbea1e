using System.Security.Cryptography;

namespace TokenExchange.Caching;

/// <summary>A value, the time of its fetch by both clocks, and the age at which it is refreshed in the background.</summary>
internal sealed record Entry<T>(T Value, DateTimeOffset FetchedAt, long Timestamp, TimeSpan Ahead)
{
    /// <summary>How long the value may be used by what it says itself, whatever the policy allows.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.MaxValue;

    /// <summary>Age up to which the value is used without calling the source.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.MaxValue;

    /// <param name="value">The value.</param>
    /// <param name="fresh">Age up to which it is used without calling the source.</param>
    /// <param name="life">How long the value says that it may be used.</param>
    /// <param name="clock">The service's clock.</param>
    public static Entry<T> Of(T value, TimeSpan fresh, TimeSpan life, TimeProvider clock)
    {
        var ahead = Shorter(fresh, life) * (0.8 + (0.1 * RandomNumberGenerator.GetInt32(1001) / 1000)); // instances must not refresh at the same moment
        return new Entry<T>(value, clock.GetUtcNow(), clock.GetTimestamp(), ahead) { Life = life, FreshFor = fresh };
    }

    /// <summary>A value from before the start: served while it is usable, and fetched again at its next use.</summary>
    public static Entry<T> Of(Kept<T> kept, TimeProvider clock) => new(kept.Value, clock.GetUtcNow() - kept.Age, clock.GetTimestamp(), TimeSpan.Zero);

    /// <summary>The greater of the two ages: neither a system time that was set back nor a suspended machine makes a value younger.</summary>
    public TimeSpan Age(TimeProvider clock)
    {
        var (byDate, byTimer) = (clock.GetUtcNow() - FetchedAt, clock.GetElapsedTime(Timestamp));
        return byDate > byTimer ? byDate : byTimer;
    }

    /// <summary>Whether the value is younger than this, and than its own life.</summary>
    public bool IsWithin(TimeSpan age, TimeProvider clock) => Age(clock) < Shorter(age, Life);

    /// <summary>The same value, to be fetched again before it is used.</summary>
    public Entry<T> AsStale() => this with { Ahead = TimeSpan.Zero };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
