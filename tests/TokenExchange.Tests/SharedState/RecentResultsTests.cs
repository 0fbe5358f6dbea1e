using TokenExchange.SharedState;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.SharedState;

/// <summary>Results in the memory of an instance: bounded in number, bytes and time.</summary>
public sealed class RecentResultsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();
    private readonly RecentResults _results;

    public RecentResultsTests() => _results = new RecentResults(_clock);

    [Fact]
    public void A_result_is_found_with_its_age()
    {
        _results.Put("a", new byte[] { 1 }, Hour);
        _clock.Advance(TimeSpan.FromMinutes(3));

        var found = _results.Find("a");

        Assert.Equal(TimeSpan.FromMinutes(3), found?.Age);
        Assert.Equal([1], found?.Value.ToArray());
        Assert.Null(_results.Find("b"));
    }

    [Fact]
    public void Twenty_thousand_results_are_bounded_in_number()
    {
        for (var i = 0; i < 20_000; i++)
        {
            _results.Put($"{i}", new byte[100], Hour);
        }

        Assert.Equal((RecentResults.MostEntries, RecentResults.MostEntries * 100L), _results.Held);
        Assert.Null(_results.Find("9999"));
        Assert.NotNull(_results.Find("19999"));
    }

    [Fact]
    public void Large_results_are_bounded_by_their_bytes()
    {
        for (var i = 0; i < 3_000; i++)
        {
            _results.Put($"{i}", new byte[40_000], Hour);
        }

        Assert.InRange(_results.Held.Bytes, RecentResults.MostBytes / 2, RecentResults.MostBytes);
        Assert.NotNull(_results.Find("2999"));
    }

    [Fact]
    public void A_result_is_forgotten_when_its_time_has_passed_whatever_the_date_does()
    {
        _results.Put("a", new byte[1], Hour);
        _clock.SetBack(TimeSpan.FromHours(2));
        _clock.Advance(Hour);

        Assert.Null(_results.Find("a"));
        _results.Put("b", new byte[1], Hour);
        Assert.Equal((1, 1), _results.Held);
    }

    [Fact]
    public void A_result_that_is_stored_again_takes_the_place_of_the_first()
    {
        _results.Put("a", new byte[10], Hour);
        _results.Put("a", new byte[20], Hour);

        Assert.Equal((1, 20), _results.Held);
    }
}
