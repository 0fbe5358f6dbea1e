namespace TokenExchange.Caching;

/// <summary>A budget for attempts: after one that brought nothing, the next has to wait, and longer each time. Not thread-safe; its owner locks.</summary>
internal sealed class CoolDown(TimeSpan first, TimeSpan ceiling, TimeProvider clock)
{
    private DateTimeOffset _opensAt = DateTimeOffset.MinValue;
    private int _failures;

    public bool MayTry => clock.GetUtcNow() >= _opensAt;

    /// <summary>How long until the next attempt is allowed; at least a second, so that it can be told to a client.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _opensAt - clock.GetUtcNow();
            return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>The attempt brought something new: the next may follow at once.</summary>
    public void Reset() => (_failures, _opensAt) = (0, DateTimeOffset.MinValue);

    /// <summary>The attempt brought nothing.</summary>
    public void Start()
    {
        var factor = Math.Pow(2, Math.Min(_failures++, 20));
        var wait = TimeSpan.FromTicks((long)Math.Min(first.Ticks * factor, ceiling.Ticks));
        _opensAt = clock.GetUtcNow() + wait;
    }
}
