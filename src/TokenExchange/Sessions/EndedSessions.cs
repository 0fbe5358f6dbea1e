using System.Collections.Concurrent;

namespace TokenExchange.Sessions;

/// <summary>What this instance knows of sessions that ended before their time. In memory: a look-up is no call to the store.</summary>
/// <remarks>
/// An id is never used again, so its entry needs no moment to compare with. For the others the order of beginnings and ends decides. Each entry is kept as
/// long as a copied cookie could live, by the date and by the monotonic clock: a date that was set back must not outlive it.
/// </remarks>
internal sealed class EndedSessions(SessionsOptions options, TimeProvider clock)
{
    /// <summary>Number of new entries after which expired ones are removed.</summary>
    private const int SweepEvery = 1024;

    /// <summary>How far another instance's clock may be ahead of ours.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(SessionEndKind Kind, UInt128 Name), Entry> _entries = new();
    private readonly Lock _gate = new();
    private long _newest;
    private int _sinceSweep;

    /// <summary>The name of a session at the provider, of a user or of a logout token; the issuer is part of it.</summary>
    public static UInt128 Scoped(string issuer, string name) => SessionEnd.HashOf($"{issuer} {name}");

    /// <summary>
    /// The date in Unix milliseconds, but not before any moment that was given or added here, and later than all of them for a session that begins: on one
    /// instance moments only grow, whatever happens to the machine's date.
    /// </summary>
    public long NextMoment(bool isBeginning)
    {
        lock (_gate)
        {
            return _newest = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), _newest + (isBeginning ? 1 : 0));
        }
    }

    /// <summary>Adds an end. Of two that say the same of one name, the later one stays.</summary>
    public void Add(SessionEnd end)
    {
        Sweep();
        var entry = Timed(end);
        _entries.AddOrUpdate((end.Kind, end.Name), entry, (_, known) => known.Moment > end.Moment ? known : entry);
        if (end.Kind != SessionEndKind.LogoutToken)
        {
            Follow(end.Moment);
        }
    }

    /// <summary>Adds a logout token's one use; false when it is there already.</summary>
    public bool TryAdd(SessionEnd use) => _entries.TryAdd((use.Kind, use.Name), Timed(use));

    /// <summary>Whether the session was ended by a logout, by its provider, by an operator or by a refresh.</summary>
    public bool IsRevoked(Session session) =>
        Find(SessionEndKind.Session, session.Derived.SessionName) is not null
        || Find(SessionEndKind.Pseudonym, session.Derived.PseudonymName) is not null
        || BeganBefore(session, Find(SessionEndKind.User, session.Derived.UserName))
        || BeganBefore(session, session.Derived.ProviderSessionName is { } name
            ? Find(SessionEndKind.ProviderSession, name)
            : Find(SessionEndKind.UserWithoutSid, session.Derived.UserName));

    /// <summary>When this one session was ended; null when it was not.</summary>
    public DateTimeOffset? EndedAt(Session session) => Moment(Find(SessionEndKind.Session, session.Derived.SessionName));

    /// <summary>When a later login of its browser replaced this session; null when none did.</summary>
    public DateTimeOffset? ReplacedAt(Session session) =>
        Find(SessionEndKind.Browser, session.Derived.BrowserName) is { } last && last.Kept != session.Derived.SessionName && BeganBefore(session, last)
            ? Moment(last)
            : null;

    /// <summary>The moment of the browser's last login here, in Unix milliseconds; 0 when none is known.</summary>
    public long LastLoginOf(Session session) => Find(SessionEndKind.Browser, session.Derived.BrowserName)?.Moment ?? 0;

    private static bool BeganBefore(Session session, Entry? end) => session.StartedAt <= end?.Moment;

    private static DateTimeOffset? Moment(Entry? entry) => entry is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(entry.Moment);

    /// <summary>What begins from now on is later than what another instance ended, unless that one's clock is far off.</summary>
    private void Follow(long moment)
    {
        var most = (clock.GetUtcNow() + MostAhead).ToUnixTimeMilliseconds();
        lock (_gate)
        {
            _newest = Math.Max(_newest, Math.Min(moment, most));
        }
    }

    /// <summary>Kept until no copied cookie can live; a logout token until it is refused for its expiry.</summary>
    private Entry Timed(SessionEnd end)
    {
        var until = DateTimeOffset.FromUnixTimeMilliseconds(end.Moment) + (end.Kind == SessionEndKind.LogoutToken ? TimeSpan.Zero : options.AbsoluteLifetime + MostAhead);
        return new Entry(end.Moment, end.Kept, until, clock.GetTimestamp(), until - clock.GetUtcNow());
    }

    private Entry? Find(SessionEndKind kind, UInt128 name) => _entries.TryGetValue((kind, name), out var entry) && IsKept(entry) ? entry : null;

    private bool IsKept(Entry entry) => clock.GetUtcNow() < entry.Until || clock.GetElapsedTime(entry.AddedAt) < entry.TimeToLive;

    private void Sweep()
    {
        if (Interlocked.Increment(ref _sinceSweep) < SweepEvery)
        {
            return;
        }

        Interlocked.Exchange(ref _sinceSweep, 0);
        foreach (var pair in _entries)
        {
            if (!IsKept(pair.Value))
            {
                _entries.TryRemove(pair);
            }
        }
    }

    private sealed record Entry(long Moment, UInt128 Kept, DateTimeOffset Until, long AddedAt, TimeSpan TimeToLive);
}
