using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Sessions;

/// <summary>What an instance remembers of refresh tokens it has used, and of the sessions they belong to.</summary>
internal sealed class GrantMemory(SessionsOptions options, TimeProvider clock)
{
    /// <summary>
    /// How long a result is given to requests that were under way with the old cookies: as long as a request may live (the platform ends them at
    /// 230 seconds). Longer, up to the idle lifetime, while the browser has not shown what the refresh brought: its answer may have been lost, and
    /// the old token would pass for stolen.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(4);

    /// <summary>How long a provider that failed is left in peace by those who can do without it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>How long it is remembered that an upstream refuses this session's tokens however new they are.</summary>
    private static readonly TimeSpan Futile = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, KnownGrant> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NewestGrant> _newest = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt;

    /// <summary>Whether a refresh of this grant failed a moment ago.</summary>
    public bool IsResting(RefreshGrant grant) => Peek(grant) is { } known && clock.GetUtcNow() < known.FailedAt + Rest;

    /// <summary>Whether an upstream refused a token of this session that had just come: another one would do no better.</summary>
    public bool IsFutile(Session session) => _newest.TryGetValue(session.Id, out var newest) && clock.GetUtcNow() < newest.RefusedAt + Futile;

    /// <summary>An upstream refused the token that this session was given a moment ago.</summary>
    public void ReportFutile(Session session)
    {
        if (_newest.TryGetValue(session.Id, out var newest))
        {
            _newest.TryUpdate(session.Id, newest with { RefusedAt = clock.GetUtcNow() }, newest);
        }
    }

    /// <summary>Whether a newer grant of this session came after a moment: cookies that were written then are old.</summary>
    public bool HasChangedSince(Session session, DateTimeOffset moment) => _newest.TryGetValue(session.Id, out var newest) && newest.At > moment;

    /// <summary>Whether this grant was replaced by a newer one of its session.</summary>
    public bool IsReplaced(Session session, RefreshGrant grant) => _newest.TryGetValue(session.Id, out var newest) && grant.Generation < newest.Generation;

    /// <summary>What is known of a grant; null when it was never seen.</summary>
    public KnownGrant? Peek(RefreshGrant grant) => _grants.GetValueOrDefault(Key(grant));

    /// <summary>What is known of a grant, from now on.</summary>
    public KnownGrant Known(RefreshGrant grant) => _grants.GetOrAdd(Key(grant), _ => new KnownGrant(clock.GetUtcNow()));

    /// <summary>The refresh of this grant is over.</summary>
    public void Remember(KnownGrant known, Session session, RefreshGrant grant, Renewal renewal)
    {
        var now = clock.GetUtcNow();
        var failedAt = renewal is Renewal.Failed ? now : (DateTimeOffset?)null;
        if (renewal.Successor is { } next)
        {
            var mark = new NewestGrant(next.Generation, now, DateTimeOffset.FromUnixTimeSeconds(session.EndsAt));
            _newest.AddOrUpdate(session.Id, mark, (_, newest) => newest.Generation > mark.Generation ? newest : mark);
            _grants.GetOrAdd(Key(next), _ => new KnownGrant(now) { FailedAt = failedAt, Before = known });
        }
        else if (failedAt is not null)
        {
            _grants[Key(grant)] = new KnownGrant(now) { FailedAt = failedAt }; // whoever comes next may have more luck
        }
    }

    /// <summary>Forgets what has served, now and then.</summary>
    public void Sweep()
    {
        var now = clock.GetUtcNow();
        if (now < _sweptAt + SweepEvery)
        {
            return;
        }

        _sweptAt = now;
        foreach (var grant in _grants.Where(grant => grant.Value.IsForgotten(now, Remembered, options.IdleLifetime)))
        {
            _grants.TryRemove(grant);
        }

        foreach (var session in _newest.Where(session => session.Value.Until < now))
        {
            _newest.TryRemove(session);
        }
    }

    private static string Key(RefreshGrant grant) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{grant.Generation} {grant.SessionId} {grant.RefreshToken}")));

    /// <summary>The newest generation of a session's grant, when it came, and when the session ends.</summary>
    private sealed record NewestGrant(int Generation, DateTimeOffset At, DateTimeOffset Until)
    {
        /// <summary>When an upstream last refused a token that had just come; null when none did.</summary>
        public DateTimeOffset? RefusedAt { get; init; }
    }
}
