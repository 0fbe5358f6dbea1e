namespace TokenExchange.Caching;

/// <summary>
/// A budget for attempts: after an attempt without a result the next one has to wait, longer each time. Uses the monotonic clock, so that a change of
/// the system time does not lengthen a wait. Not thread-safe; the owner locks.
/// </summary>
internal sealed class CoolDown(TimeSpan first, TimeSpan ceiling, TimeProvider clock)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private long _startedAt;
    private TimeSpan _wait;
    private int _failures;

    public bool MayTry => Left <= TimeSpan.Zero;

    /// <summary>The time until the next attempt is allowed; at least one second, so that it can be sent to a client.</summary>
    public TimeSpan Remaining => Left > Least ? Left : Least;

    private TimeSpan Left => _failures == 0 ? TimeSpan.Zero : _wait - clock.GetElapsedTime(_startedAt);

    /// <summary>The attempt returned something new: the next one may follow at once.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The attempt returned nothing new.</summary>
    public void Start()
    {
        var factor = Math.Pow(2, Math.Min(_failures++, 20));
        _wait = TimeSpan.FromTicks((long)Math.Min(first.Ticks * factor, ceiling.Ticks));
        _startedAt = clock.GetTimestamp();
    }
}
