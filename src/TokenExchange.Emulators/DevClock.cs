namespace TokenExchange.Emulators;

/// <summary>The real clock plus an offset that the control surface changes; timers that are then due fire at once.</summary>
internal sealed class DevClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<DueTimer>> _timers = [];
    private TimeSpan _offset;

    /// <summary>A hundred years ahead; later dates would exceed the range of the types that are calculated from it.</summary>
    public static TimeSpan Furthest { get; } = TimeSpan.FromDays(36_525);

    /// <summary>The offset to the real clock.</summary>
    public TimeSpan Offset
    {
        get
        {
            lock (_gate)
            {
                return _offset;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return System.GetUtcNow() + _offset;
        }
    }

    /// <summary>Moves together with the date, so that limits, cool-downs and deadlines follow the control surface too.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return System.GetTimestamp() + (long)(_offset.TotalSeconds * TimestampFrequency);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new DueTimer(this, callback, state, dueTime, period);
        lock (_gate)
        {
            _timers.RemoveAll(reference => !reference.TryGetTarget(out _));
            _timers.Add(new WeakReference<DueTimer>(timer));
        }

        return timer;
    }

    /// <summary>Moves the clock forward by a duration.</summary>
    public void Advance(TimeSpan by) => Move(offset => offset + by);

    /// <summary>Moves the clock forward to an offset.</summary>
    public void AdvanceTo(TimeSpan ahead) => Move(_ => ahead);

    /// <summary>Never backward, like the clocks of servers.</summary>
    private void Move(Func<TimeSpan, TimeSpan> to)
    {
        List<DueTimer> timers = [];
        lock (_gate)
        {
            var target = to(_offset);
            if (target <= _offset)
            {
                return;
            }

            _offset = target < Furthest ? target : Furthest;
            foreach (var reference in _timers)
            {
                if (reference.TryGetTarget(out var timer))
                {
                    timers.Add(timer);
                }
            }
        }

        timers.ForEach(timer => timer.Recheck());
    }

    /// <summary>A timer of the real clock that is set again whenever the offset changes.</summary>
    private sealed class DueTimer : ITimer
    {
        private readonly DevClock _clock;
        private readonly ITimer _inner;
        private readonly Lock _gate = new();
        private TimeSpan _period;
        private readonly long _origin;
        private TimeSpan _dueAt = TimeSpan.MaxValue;

        public DueTimer(DevClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _clock = clock;
            _origin = clock.GetTimestamp();
            _inner = System.CreateTimer(
                _ =>
                {
                    NoteFired();
                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _dueAt = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _clock.GetElapsedTime(_origin) + dueTime;
                return _inner.Change(dueTime, period);
            }
        }

        /// <summary>The clock moved: fires now if the time has come.</summary>
        public void Recheck()
        {
            lock (_gate)
            {
                if (_dueAt != TimeSpan.MaxValue)
                {
                    var left = _dueAt - _clock.GetElapsedTime(_origin);
                    _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
                }
            }
        }

        public void Dispose() => _inner.Dispose();

        public ValueTask DisposeAsync() => _inner.DisposeAsync();

        private void NoteFired()
        {
            lock (_gate)
            {
                _dueAt = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? TimeSpan.MaxValue : _clock.GetElapsedTime(_origin) + _period;
            }
        }
    }
}
