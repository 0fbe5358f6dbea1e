namespace TokenExchange.Caching;

/// <summary>
/// A budget for attempts: after one that brought nothing, the next has to wait, and longer each time. Measured by the monotonic clock, so that setting the
/// machine's date back does not lengthen a wait. Not thread-safe; its owner locks.
/// </summary>
internal sealed class CoolDown(TimeSpan first, TimeSpan ceiling, TimeProvider clock)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private long _startedAt;
    private TimeSpan _wait;
    private int _failures;

    public bool MayTry => Left <= TimeSpan.Zero;

    /// <summary>How long until the next attempt is allowed; at least a second, so that it can be told to a client.</summary>
    public TimeSpan Remaining => Left > Least ? Left : Least;

    private TimeSpan Left => _failures == 0 ? TimeSpan.Zero : _wait - clock.GetElapsedTime(_startedAt);

    /// <summary>The attempt brought something new: the next may follow at once.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The attempt brought nothing.</summary>
    public void Start()
    {
        var factor = Math.Pow(2, Math.Min(_failures++, 20));
        _wait = TimeSpan.FromTicks((long)Math.Min(first.Ticks * factor, ceiling.Ticks));
        _startedAt = clock.GetTimestamp();
    }
}
