namespace TokenExchange.Sessions;

/// <summary>
/// What an instance remembers of refresh tokens it has used and of the sessions they belong to: bounded in number, bytes and time, and without a token in
/// clear once a refresh is over.
/// </summary>
internal sealed class GrantMemory(RenewalSeal seal, SessionsOptions options, TimeProvider clock)
{
    /// <summary>
    /// How long a result is given to requests that were under way with the old cookies: as long as a request may live (the platform ends them at
    /// 230 seconds). Longer, up to the idle lifetime, while the browser has not shown what the refresh brought: its answer may have been lost, and
    /// the old token would pass for stolen.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(4);

    /// <summary>How long a provider that failed is not asked again by those who can do without it.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>How long it is remembered that an upstream refuses this session's tokens however new they are.</summary>
    private static readonly TimeSpan Futile = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly RememberedSessions _sessions = new();
    private readonly long _origin = clock.GetTimestamp();
    private TimeSpan _sweptAt;

    /// <summary>How many sessions and how many bytes of sealed results are held.</summary>
    public (int Sessions, long Bytes) Held => Locked(() => (_sessions.Count, _sessions.Bytes));

    /// <summary>By the monotonic clock.</summary>
    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>Whether a refresh of this grant failed a moment ago.</summary>
    public bool IsResting(RefreshGrant grant) => OfGrant(grant, known => Now < known?.FailedAt + Rest);

    /// <summary>Whether the provider has refused to refresh this grant before, without ending it.</summary>
    public bool WasRefused(RefreshGrant grant) => OfGrant(grant, known => known is { WasRefused: true });

    /// <summary>Whether an upstream refused a token of this session that had just come: another one would do no better.</summary>
    public bool IsFutile(Session session) => Locked(() => Now < _sessions.Find(session.Pseudonym)?.FutileAt + Futile);

    /// <summary>An upstream refused the token that this session was given a moment ago.</summary>
    public void ReportFutile(Session session) => Locked(() => _sessions.Find(session.Pseudonym)?.FutileAt = Now);

    /// <summary>Whether a newer grant of this session came after a moment: cookies that were written then are old.</summary>
    public bool HasChangedSince(Session session, DateTimeOffset moment) => Locked(() => _sessions.Find(session.Pseudonym)?.Newest?.At > moment);

    /// <summary>Whether this grant was replaced by a newer one of its session.</summary>
    public bool IsReplaced(RefreshGrant grant) => Locked(() => grant.Generation < _sessions.Find(grant.Pseudonym)?.Newest?.Generation);

    /// <summary>The browser has shown this grant: those before it are kept for late requests alone.</summary>
    public void Show(RefreshGrant grant)
    {
        lock (_gate)
        {
            _sessions.Find(grant.Pseudonym)?.Show(grant.Generation);
        }
    }

    /// <summary>The refresh of this grant that runs or has run; null when there is none.</summary>
    public Task<Renewal>? PeekAsync(RefreshGrant grant)
    {
        var (running, result) = OfGrant(grant, known => (known?.Running, known?.Result));
        return running ?? (result is null ? null : Task.FromResult(Open(grant, result)));
    }

    /// <summary>
    /// The refresh of this grant that runs, or the result of the one that is over, which comes late; otherwise the caller's own is the one that runs.
    /// </summary>
    public (Task<Renewal> Refresh, bool IsLate) Join(Session session, RefreshGrant grant, Task<Renewal> own)
    {
        var name = seal.NameOf(grant);
        byte[] result;
        lock (_gate)
        {
            var known = _sessions.Use(session).Known(name, grant.Generation);
            if (known.Result is null)
            {
                known.Since = known.Running is null ? Now : known.Since;
                known.Running ??= own;
                return (known.Running, false);
            }

            result = known.Result;
        }

        return (Task.FromResult(Open(grant, result)), true);
    }

    /// <summary>The refresh of this grant is over. One that failed is not kept: the next request tries again.</summary>
    public void Finish(Session session, RefreshGrant grant, Renewal renewal)
    {
        var name = seal.NameOf(grant);
        var result = renewal is Renewal.Failed ? null : seal.Close(grant, renewal);
        lock (_gate)
        {
            var used = _sessions.Use(session);
            var known = used.Known(name, grant.Generation);
            known.Running = null;
            if (result is null)
            {
                known.FailedAt = Now;
                known.WasRefused |= renewal is Renewal.Failed { IsRefusal: true };
                return;
            }

            if (renewal is Renewal.Renewed { Next: var next })
            {
                used.Bring(next.Generation, clock.GetUtcNow());
            }

            _sessions.Keep(known, result);
        }
    }

    /// <summary>Forgets what has served, now and then.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            var (now, date) = (Now, clock.GetUtcNow());
            if (now >= _sweptAt + SweepEvery)
            {
                _sweptAt = now;
                _sessions.Sweep(session => session.Forget(now, date, Remembered, options.IdleLifetime + Remembered));
            }
        }
    }

    private T OfGrant<T>(RefreshGrant grant, Func<KnownGrant?, T> read)
    {
        var name = seal.NameOf(grant);
        return Locked(() => read(_sessions.Find(grant.Pseudonym)?.Find(name)));
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private Renewal Open(RefreshGrant grant, byte[] result) =>
        seal.Open(grant, result) ?? throw new InvalidOperationException("A result that stands under a grant's name was not sealed for that grant.");
}
