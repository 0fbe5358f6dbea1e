using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>Ends sessions before their time, on all instances, and tells whether one has ended.</summary>
internal sealed class SessionEndings(EndedSessions ended, EndedSessionsFollower follower, TimeProvider clock)
{
    /// <summary>
    /// As long as a request may live (the platform ends them at 230 seconds). So long after the answer that cleared or replaced the cookies of a session,
    /// a request that carries them may have been sent before, and the browser may hold the cookies of another session by now.
    /// </summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(4);

    /// <summary>The moment for a session that begins now, in Unix milliseconds: later than every end and beginning that is known here.</summary>
    public long BeginningMoment() => ended.NextMoment(isBeginning: true);

    /// <summary>A logout, the provider, a refused refresh or a later login of the same browser has ended the session.</summary>
    /// <exception cref="OutageException">With <c>OnOutage=closed</c>: nobody can tell.</exception>
    public async ValueTask<bool> IsEndedAsync(Session session, CancellationToken cancellationToken)
    {
        await follower.EnsureFreshAsync(cancellationToken);
        return HasEnded(session);
    }

    /// <summary>The same, as far as this instance knows.</summary>
    public bool HasEnded(Session session) => ended.ReplacedAt(session) is not null || ended.IsRevoked(session);

    /// <summary>A later login of the same browser replaced the session not long ago.</summary>
    public bool IsReplacedLately(Session session) => IsRecent(ended.ReplacedAt(session));

    /// <summary>
    /// An answer of ours told the browser not long ago that this session is over. A back-channel logout does not count: it has an answer for the provider
    /// and none for the browser.
    /// </summary>
    public bool IsEndedLately(Session session) => IsReplacedLately(session) || IsRecent(ended.EndedAt(session));

    /// <summary>Learns of everything that other instances have ended until now.</summary>
    public Task ReadNowAsync(CancellationToken cancellationToken) => follower.ReadNowAsync(cancellationToken);

    /// <summary>Ends the session for every copy of its cookie; the answer of this request tells its browser.</summary>
    public Task EndAsync(Session session, CancellationToken cancellationToken) => AddAsync([EndOf(session)], cancellationToken);

    /// <summary>A login has completed: its session ends all others of its browser, and the one that came with the request whatever its browser's id.</summary>
    /// <param name="earlier">The session that came with the request.</param>
    /// <param name="session">The session of the login.</param>
    /// <param name="mayHaveOthers">Whether the browser may have other sessions under its id; without any there is nothing to tell other instances.</param>
    public Task ReplaceAsync(Session? earlier, Session session, bool mayHaveOthers)
    {
        // Never before the login that it replaces, whose instance may have had a clock that was ahead.
        var moment = Math.Max(session.StartedAt, ended.LastLoginOf(session));
        var replaced = new SessionEnd(SessionEndKind.Browser, session.Derived.BrowserName, moment, session.Derived.SessionName);
        if (earlier is null && !mayHaveOthers)
        {
            ended.Add(replaced);
            return Task.CompletedTask;
        }

        // Not cancelled with the request: the code has been used, so the login is completed.
        return AddAsync(earlier is null ? [replaced] : [replaced, EndOf(earlier)], CancellationToken.None);
    }

    /// <summary>The provider ended one session (<c>sid</c>), all of a user (<c>sub</c> alone), or one that may be any for which it gave no <c>sid</c>.</summary>
    /// <returns>False when this logout token was used before.</returns>
    public async Task<bool> EndByProviderAsync(string issuer, string tokenId, DateTimeOffset tokenExpires, string? sid, string? sub)
    {
        var use = new SessionEnd(SessionEndKind.LogoutToken, EndedSessions.Scoped(issuer, tokenId), tokenExpires.ToUnixTimeMilliseconds());
        if (!ended.TryAdd(use))
        {
            return false;
        }

        List<SessionEnd> ends = [use];
        if (sid is not null)
        {
            ends.Add(Ended(SessionEndKind.ProviderSession, issuer, sid));
        }

        if (sub is not null)
        {
            ends.Add(Ended(sid is null ? SessionEndKind.User : SessionEndKind.UserWithoutSid, issuer, sub));
        }

        // The use is claimed: from here on the caller may leave, but the sessions end.
        await AddAsync(ends, CancellationToken.None);
        return true;
    }

    /// <summary>Added here at once, then appended for the other instances.</summary>
    private Task AddAsync(IReadOnlyCollection<SessionEnd> ends, CancellationToken cancellationToken)
    {
        foreach (var end in ends)
        {
            ended.Add(end);
        }

        return follower.TellAsync(ends, cancellationToken);
    }

    private SessionEnd EndOf(Session session) => new(SessionEndKind.Session, session.Derived.SessionName, ended.NextMoment(isBeginning: false));

    private SessionEnd Ended(SessionEndKind kind, string issuer, string name) => new(kind, EndedSessions.Scoped(issuer, name), ended.NextMoment(isBeginning: false));

    private bool IsRecent(DateTimeOffset? moment) => moment is { } at && clock.GetUtcNow() < at + Lately;
}
