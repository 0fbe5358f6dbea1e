namespace TokenExchange.Tests.Stand;

/// <summary>
/// A clock that stands still until a test moves it, for what <c>FakeTimeProvider</c> does not do: every timer fires on the caller's thread and at its own
/// time on the way, a test can wait until something waits, and the date can be set back while timestamps go on. Tests that need none of it use that one.
/// </summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Set)> _awaited = [];
    private readonly DateTimeOffset _start = start;
    private DateTimeOffset _now = start;
    private TimeSpan _setBack;

    /// <summary>Begins on a Sunday noon, far from any boundary of day, month or year.</summary>
    public ManualClock()
        : this(new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now - _setBack;
        }
    }

    /// <summary>Counts from the start of the clock and never goes back, whatever the date is set to.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return (_now - _start).Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward, through every timer on the way. Callbacks run on the caller's thread, outside of any lock.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset target;
        lock (_gate)
        {
            target = _now + by;
        }

        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = target > _now ? target : _now;
        }
    }

    /// <summary>Sets the date back, as an operator or a time server does. Timers and timestamps go on as before.</summary>
    public void SetBack(TimeSpan by)
    {
        lock (_gate)
        {
            _setBack += by;
        }
    }

    /// <summary>Completes when something waits so long: then the clock may be moved. A timer that waits already counts.</summary>
    public async Task WaitForTimerAsync(TimeSpan due)
    {
        try
        {
            await TimerAsync(due).WaitAsync(WaitLimit.Longest);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Nothing waits {due} on this clock. Timers are due in: {string.Join(", ", DueTimes())}.");
        }
    }

    private Task TimerAsync(TimeSpan due)
    {
        lock (_gate)
        {
            if (_timers.Any(timer => timer.DueAt - _now == due))
            {
                return Task.CompletedTask;
            }

            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((due, set));
            return set.Task;
        }
    }

    private List<TimeSpan> DueTimes()
    {
        lock (_gate)
        {
            return [.. _timers.Select(timer => timer.DueAt - _now).Order()];
        }
    }

    /// <summary>How many timers are due within this time.</summary>
    public int TimersWithin(TimeSpan most)
    {
        lock (_gate)
        {
            return _timers.Count(timer => timer.DueAt - _now <= most);
        }
    }

    private void Tell(TimeSpan due)
    {
        foreach (var waiting in _awaited.Where(waiting => waiting.Due == due).ToList())
        {
            _awaited.Remove(waiting);
            waiting.Set.SetResult();
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.DueAt <= target).MinBy(timer => timer.DueAt);
            if (next is not null)
            {
                _now = next.DueAt > _now ? next.DueAt : _now;
                next.Reschedule();
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _isDisposed;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_isDisposed)
                {
                    return false;
                }

                clock._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueAt = clock._now + dueTime;
                    clock._timers.Add(this);
                    clock.Tell(dueTime);
                }

                return true;
            }
        }

        public void Fire() => callback(state);

        public void Reschedule()
        {
            if (_period > TimeSpan.Zero)
            {
                DueAt += _period;
                return;
            }

            clock._timers.Remove(this);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _isDisposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
