namespace TokenExchange.Sessions;

/// <summary>Whether a session has ended before its time, and whether its browser has just been told so.</summary>
internal sealed class SessionEnds(Revocations revocations, BrowserLogins logins, TimeProvider clock)
{
    /// <summary>
    /// As long as a request may live (the platform ends them at 230 seconds). So long after the answer that cleared or replaced the cookies of a session,
    /// a request that carries them may have been sent before, and the browser may hold the cookies of another session by now.
    /// </summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(4);

    /// <summary>The moment for a session that begins now, in Unix milliseconds: later than all marks and beginnings before it.</summary>
    public long BeginningMoment() => revocations.BeginningMoment();

    /// <summary>A logout, the provider or a later login of the same browser has ended the session.</summary>
    public async Task<bool> IsEndedAsync(Session session, CancellationToken cancellationToken) =>
        await logins.ReplacedAtAsync(session, cancellationToken) is not null || await revocations.IsRevokedAsync(session, cancellationToken);

    /// <summary>A later login of the same browser replaced the session not long ago.</summary>
    public async Task<bool> IsReplacedLatelyAsync(Session session, CancellationToken cancellationToken) =>
        IsRecent(await logins.ReplacedAtAsync(session, cancellationToken));

    /// <summary>
    /// An answer of ours told the browser not long ago that this session is over. A back-channel logout does not count: it has an answer for the provider
    /// and none for the browser.
    /// </summary>
    public async Task<bool> IsEndedLatelyAsync(Session session, CancellationToken cancellationToken) =>
        await IsReplacedLatelyAsync(session, cancellationToken) || IsRecent(await revocations.EndedAtAsync(session, cancellationToken));

    /// <summary>Ends the session for every copy of its cookie; the answer of this request tells its browser.</summary>
    public Task EndAsync(Session session, CancellationToken cancellationToken) => revocations.RevokeAsync(session, cancellationToken);

    /// <summary>A login has completed: its session ends all others of its browser, and the one that came with the request whatever its browser's id.</summary>
    public async Task ReplaceAsync(Session? earlier, Session session)
    {
        // Not under the request's token: the code is spent, so the login is seen through.
        if (earlier is not null)
        {
            await revocations.RevokeAsync(earlier, CancellationToken.None);
        }

        await logins.ReplaceAllAsync(session, CancellationToken.None);
    }

    private bool IsRecent(DateTimeOffset? moment) => moment is { } at && clock.GetUtcNow() < at + Lately;
}
