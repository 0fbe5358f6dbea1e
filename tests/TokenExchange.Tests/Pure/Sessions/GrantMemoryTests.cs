using System.Reflection;
using System.Text;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Sessions;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>What an instance remembers of refreshes: bounded, sealed, and enough for those who come late.</summary>
public sealed class GrantMemoryTests
{
    private readonly ManualClock _clock = new();
    private readonly GrantMemory _memory;

    public GrantMemoryTests() => _memory = new GrantMemory(RenewalSealTests.Seal(), new SessionsOptions { KeySecretName = "k" }, _clock);

    [Fact]
    public void Twenty_thousand_refreshed_sessions_are_bounded_in_number_and_bytes()
    {
        for (var i = 0; i < 20_000; i++)
        {
            Refresh(i, new string('t', 2_000));
        }

        Assert.Equal(RememberedSessions.MostSessions, _memory.Held.Sessions);
        Assert.InRange(_memory.Held.Bytes, 1, 10_000 * 4_500);
        Assert.False(Join(9_999).IsLate);
        Assert.True(Join(19_999).IsLate);
    }

    [Fact]
    public void Large_tokens_are_bounded_by_their_bytes()
    {
        for (var i = 0; i < 3_000; i++)
        {
            Refresh(i, new string('t', 30_000));
        }

        Assert.InRange(_memory.Held.Bytes, RememberedSessions.MostBytes / 2, RememberedSessions.MostBytes);
        Assert.True(Join(2_999).IsLate);
    }

    [Fact]
    public void A_session_whose_refresh_runs_is_not_dropped()
    {
        var running = new TaskCompletionSource<Renewal>();
        _memory.Join(Session(-1), Grant(-1), running.Task);

        for (var i = 0; i < 12_000; i++)
        {
            Refresh(i, "t");
        }

        Assert.Same(running.Task, _memory.Join(Session(-1), Grant(-1), NewFlight()).Refresh);
    }

    [Fact]
    public async Task A_late_request_gets_the_result_it_missed()
    {
        Refresh(1, "t");

        var (late, isLate) = Join(1);

        var renewed = Assert.IsType<Renewal.Renewed>(await late);
        Assert.True(isLate);
        Assert.Equal(("access t", "refresh t", 1), (renewed.Tokens.AccessToken, renewed.Next.RefreshToken, renewed.Next.Generation));
    }

    [Fact]
    public void A_result_is_forgotten_four_minutes_after_the_browser_has_shown_what_it_brought()
    {
        Refresh(1, "t");
        _memory.Show(Grant(1).Next("refresh t"));

        _clock.Advance(TimeSpan.FromMinutes(4));
        _memory.Sweep();
        var kept = _memory.Held.Bytes;
        _clock.Advance(TimeSpan.FromSeconds(11));
        _memory.Sweep();

        Assert.NotEqual(0, kept);
        Assert.Equal(0, _memory.Held.Bytes);
    }

    [Fact]
    public void A_session_that_has_ended_is_forgotten()
    {
        Refresh(1, "t");

        _clock.Advance(TimeSpan.FromHours(9));
        _memory.Sweep();

        Assert.Equal((0, 0), _memory.Held);
    }

    [Fact]
    public void A_date_that_was_set_back_keeps_nothing_longer()
    {
        Refresh(1, "t");
        _memory.Show(Grant(1).Next("refresh t"));
        _clock.SetBack(TimeSpan.FromHours(1));

        _clock.Advance(TimeSpan.FromMinutes(5));
        _memory.Sweep();

        Assert.Equal(0, _memory.Held.Bytes);
    }

    [Fact]
    public void Nothing_that_is_held_shows_a_token()
    {
        Refresh(1, "canary");
        _memory.Join(Session(2), Grant(2), NewFlight());
        _memory.Finish(Session(2), Grant(2), new Renewal.Failed(Catalogue.ProviderUnavailable));

        var seen = new Graph().Walk(typeof(GrantMemory).GetField("_sessions", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_memory));

        Assert.Contains(seen, text => text.Length > 16); // it has looked inside
        Assert.DoesNotContain(seen, text => text.Contains("canary", StringComparison.Ordinal) || text.Contains("old-token", StringComparison.Ordinal) || text.Contains("session-", StringComparison.Ordinal));
    }

    private static Task<Renewal> NewFlight() => new TaskCompletionSource<Renewal>().Task;

    private static RefreshGrant Grant(int number) => new() { SessionId = $"session-{number}", RefreshToken = $"old-token-{number}", Generation = 0 };

    private (Task<Renewal> Refresh, bool IsLate) Join(int number) => _memory.Join(Session(number), Grant(number), NewFlight());

    private void Refresh(int number, string token)
    {
        _memory.Join(Session(number), Grant(number), NewFlight());
        var tokens = new TokenSet("access " + token, TimeSpan.FromMinutes(5), "refresh " + token, null);
        _memory.Finish(Session(number), Grant(number), new Renewal.Renewed(tokens, _clock.GetUtcNow(), null, Grant(number).Next(tokens.RefreshToken)));
    }

    private Session Session(int number) => new()
    {
        Id = $"session-{number}",
        Browser = "b",
        Subject = "s",
        Issuer = "i",
        Claims = [],
        AccessToken = "",
        AccessTokenExpires = 0,
        RenewAt = 0,
        StartedAt = 0,
        EndsAt = new DateTimeOffset(2026, 3, 15, 20, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
        LastSeen = 0,
    };

    /// <summary>Every text and every run of bytes that can be reached from an object, as a dump of the memory would show them.</summary>
    private sealed class Graph
    {
        private readonly HashSet<object> _known = new(ReferenceEqualityComparer.Instance);
        private readonly List<string> _texts = [];

        public List<string> Walk(object? item)
        {
            switch (item)
            {
                case null or Type or Delegate or TimeProvider:
                    break;
                case string text:
                    _texts.Add(text);
                    break;
                case byte[] bytes:
                    _texts.Add(Encoding.Latin1.GetString(bytes));
                    break;
                case Array array:
                    foreach (var element in array)
                    {
                        Walk(element);
                    }

                    break;
                default:
                    WalkFields(item);
                    break;
            }

            return _texts;
        }

        private void WalkFields(object item)
        {
            if (item.GetType().IsPrimitive || !_known.Add(item))
            {
                return;
            }

            for (var type = item.GetType(); type is not null; type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Walk(field.GetValue(item));
                }
            }
        }
    }
}
