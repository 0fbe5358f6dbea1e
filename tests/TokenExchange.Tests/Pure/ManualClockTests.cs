using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>The clock that all other tests stand on.</summary>
public sealed class ManualClockTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void It_moves_by_exactly_what_it_is_told()
    {
        var (before, stamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(before.AddSeconds(90), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void A_timer_fires_at_its_time_and_not_before()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(9.999));
        var early = fired;
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((0, 1), (early, fired));
    }

    [Fact]
    public void Timers_fire_in_order_and_each_sees_its_own_time()
    {
        var (start, seen) = (_clock.GetUtcNow(), new List<double>());
        using var late = _clock.CreateTimer(_ => seen.Add((_clock.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7));
        using var soon = _clock.CreateTimer(_ => seen.Add((_clock.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal([3, 7, 14], seen);
    }

    [Fact]
    public void The_date_can_be_set_back_and_timers_and_timestamps_are_not_affected()
    {
        var (before, stamp, fired) = (_clock.GetUtcNow(), _clock.GetTimestamp(), 0);
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _clock.SetBack(TimeSpan.FromMinutes(10));
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(before.AddSeconds(10 - 600), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.GetElapsedTime(stamp));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_disposed_timer_is_silent_and_takes_no_change()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        timer.Dispose();
        var changed = timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(changed);
        Assert.Equal(0, fired);
    }

    [Fact]
    public async Task A_delay_and_a_deadline_follow_it()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(8), _clock);
        var delay = Task.Delay(TimeSpan.FromSeconds(5), _clock);

        _clock.Advance(TimeSpan.FromSeconds(5));
        await delay;
        var early = deadline.IsCancellationRequested;
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.False(early);
        Assert.True(deadline.IsCancellationRequested);
    }
}
