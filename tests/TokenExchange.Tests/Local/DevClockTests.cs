using TokenExchange.Emulators;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Local;

/// <summary>The clock of the local host: everything that waits follows it.</summary>
public sealed class DevClockTests
{
    [Fact]
    public void A_limit_follows_it()
    {
        var clock = new DevClock();
        var limiter = new RateLimiter(new RateLimitOptions(1, TimeSpan.FromHours(1)), clock);
        limiter.Count("a");
        var before = limiter.Count("a");

        clock.Advance(TimeSpan.FromHours(1));

        Assert.NotNull(before);
        Assert.Null(limiter.Count("a"));
    }

    [Fact]
    public async Task A_deadline_follows_it()
    {
        var clock = new DevClock();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);

        clock.Advance(TimeSpan.FromHours(1));

        await delay;
    }

    [Fact]
    public void It_can_be_moved_as_far_as_it_goes()
    {
        var clock = new DevClock();
        var before = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromDays(100_000));

        Assert.InRange(clock.GetElapsedTime(before), DevClock.Furthest, DevClock.Furthest + TimeSpan.FromHours(1));
    }
}
