using Microsoft.Extensions.Time.Testing;
using TokenExchange.Caching;

namespace TokenExchange.Tests.Pure;

/// <summary>Waiting between attempts that brought nothing.</summary>
public sealed class CoolDownTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CoolDown _coolDown;

    public CoolDownTests() => _coolDown = new CoolDown(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), _clock);

    [Fact]
    public void The_first_attempt_is_free() => Assert.True(_coolDown.MayTry);

    [Fact]
    public void It_doubles_up_to_its_ceiling()
    {
        var waits = new List<double>();

        for (var i = 0; i < 7; i++)
        {
            _coolDown.Start();
            waits.Add(_coolDown.Remaining.TotalSeconds);
            _clock.Advance(_coolDown.Remaining);
        }

        Assert.Equal([2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void It_opens_exactly_at_its_end()
    {
        _coolDown.Start();

        _clock.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        var early = _coolDown.MayTry;
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.False(early);
        Assert.True(_coolDown.MayTry);
    }

    [Fact]
    public void A_thousand_failures_do_not_overflow_it()
    {
        for (var i = 0; i < 1000; i++)
        {
            _coolDown.Start();
        }

        Assert.Equal(TimeSpan.FromSeconds(30), _coolDown.Remaining);
    }

    [Fact]
    public void After_a_success_it_begins_anew()
    {
        _coolDown.Start();
        _coolDown.Start();

        _coolDown.Reset();
        var isOpen = _coolDown.MayTry;
        _coolDown.Start();

        Assert.True(isOpen);
        Assert.Equal(TimeSpan.FromSeconds(2), _coolDown.Remaining);
    }

    [Fact]
    public void What_a_client_is_told_is_a_second_at_least() => Assert.Equal(TimeSpan.FromSeconds(1), _coolDown.Remaining);
}
