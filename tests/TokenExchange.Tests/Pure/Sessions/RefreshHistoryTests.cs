using TokenExchange.Sessions;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>What an instance remembers of recent refreshes.</summary>
public sealed class RefreshHistoryTests
{
    private readonly ManualClock _clock = new();
    private readonly RefreshHistory _history;

    public RefreshHistoryTests() => _history = new RefreshHistory(_clock);

    [Fact]
    public void It_is_bounded_in_number_and_forgets_what_was_used_longest_ago()
    {
        for (var i = 0; i < RefreshHistory.MostSessions + 1; i++)
        {
            _history.ReportReceived(Grant(i, 1));
        }

        Assert.Equal(RefreshHistory.MostSessions, _history.Count);
        Assert.False(_history.IsReplaced(Grant(0, 0)));
        Assert.True(_history.IsReplaced(Grant(1, 0)));
    }

    [Fact]
    public void A_refresh_token_is_replaced_once_a_newer_one_was_received()
    {
        _history.ReportReceived(Grant(1, 2));
        _history.ReportReceived(Grant(1, 1)); // late

        Assert.True(_history.IsReplaced(Grant(1, 1)));
        Assert.False(_history.IsReplaced(Grant(1, 2)));
        Assert.False(_history.IsReplaced(Grant(2, 0)));
    }

    [Fact]
    public void A_failure_is_remembered_for_five_seconds_and_for_its_refresh_token_alone()
    {
        _history.ReportFailed(Grant(1, 3), isRefusal: false);

        Assert.True(_history.FailedLately(Grant(1, 3)));
        Assert.False(_history.FailedLately(Grant(1, 4)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_history.FailedLately(Grant(1, 3)));
    }

    [Fact]
    public void A_refusal_is_remembered_over_later_failures_of_the_same_refresh_token()
    {
        _history.ReportFailed(Grant(1, 3), isRefusal: true);
        _history.ReportFailed(Grant(1, 3), isRefusal: false);

        Assert.True(_history.WasRefused(Grant(1, 3)));
        Assert.False(_history.WasRefused(Grant(1, 4)));
        _history.ReportFailed(Grant(1, 4), isRefusal: false);
        Assert.False(_history.WasRefused(Grant(1, 4)));
    }

    private static RefreshGrant Grant(int session, int generation) => new() { SessionId = $"session-{session}", RefreshToken = $"token-{generation}", Generation = generation };
}
