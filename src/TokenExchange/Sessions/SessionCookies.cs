using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Sessions;

/// <summary>The session and refresh cookies: names, sealing and lifetimes. Changes are sent by <see cref="CookieJar"/>.</summary>
internal sealed class SessionCookies(
    CookieNames names, CookieSeal seal, OpenedSessions opened, SessionSeal sessions, SessionChanges changes, TimeProvider clock)
{
    /// <summary>Whether the browser holds anything of a session, whole or not.</summary>
    public bool Holds(HttpContext context) => CookieJar.Of(context).Holds(names.Session) || CookieJar.Of(context).Holds(names.Refresh);

    /// <summary>What both cookies will take in the browser's next request, in characters.</summary>
    public int Size(CookieJar jar) => jar.NextSize(names.IsOfSession);

    /// <summary>
    /// The session of this browser. If it sent two, as after answers that crossed on their way, the newer one. Without what a ticket stands for
    /// (<see cref="WholeAsync"/>): whether it has ended is known without the store.
    /// </summary>
    public async ValueTask<Session?> ReadSessionAsync(HttpContext context)
    {
        Session? newest = null;
        foreach (var value in CookieJar.Of(context).Values(names.Session))
        {
            var session = await opened.OpenAsync(value, context.RequestAborted);
            newest = session is not null && (newest is null || session.IsNewerThan(newest)) ? session : newest;
        }

        return newest;
    }

    /// <summary>The session with its tokens and claims; null when they are not there any more.</summary>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public ValueTask<Session?> WholeAsync(HttpContext context, Session session) => sessions.WholeAsync(session, context.RequestAborted);

    /// <summary>The refresh grant of this session; null when there is none, or it belongs to another session.</summary>
    /// <exception cref="OutageException">It has a ticket, and the store did not answer.</exception>
    public async Task<RefreshGrant?> ReadGrantAsync(HttpContext context, Session session) =>
        await FindGrantAsync(context, session) is { } grant ? await sessions.WholeAsync(grant, session, context.RequestAborted) : null;

    /// <summary>The same without what a ticket stands for, the newest one if the browser sent two.</summary>
    public async Task<RefreshGrant?> FindGrantAsync(HttpContext context, Session session)
    {
        RefreshGrant? newest = null;
        foreach (var value in CookieJar.Of(context).Values(names.Refresh))
        {
            var grant = await seal.OpenAsync(names.Refresh, names.Refresh, value, SessionJson.Default.RefreshGrant, context.RequestAborted);
            newest = grant?.SessionId == session.Id && grant.Generation >= (newest?.Generation ?? 0) ? grant : newest;
        }

        return newest;
    }

    /// <summary>Both cookies of a session, sealed, within the room that the browser's other cookies of ours leave; a refusal when they are too large. Sets nothing.</summary>
    /// <exception cref="OutageException">What does not fit could not be stored.</exception>
    public Task<Outcome<SealedSession>> SealAsync(HttpContext context, Session session, RefreshGrant? grant)
    {
        var others = CookieJar.Of(context).NextSize(name => names.TransactionOf(name) is not null);
        return sessions.CloseAsync(session, grant, CookieRoom.Most - CookieRoom.Reserve - others);
    }

    /// <summary>Makes the cookies as small as they can be. A session that cannot be read is cleared.</summary>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public async Task ShrinkAsync(HttpContext context)
    {
        if (await ReadSessionAsync(context) is not { } found || await WholeAsync(context, found) is not { } session)
        {
            Clear(context, null);
            return;
        }

        var small = await sessions.CloseAsync(session, await ReadGrantAsync(context, session), room: 0);
        if (small.Succeeded)
        {
            Give(context, small.Value);
        }
    }

    /// <summary>Sets both cookies; without a refresh token, an earlier one is cleared.</summary>
    /// <param name="context">The request.</param>
    /// <param name="given">The sealed cookies.</param>
    /// <param name="isLogin">
    /// Whether a login has completed. Then forms of the cookies are cleared that the request did not carry: <c>SameSite=Strict</c> cookies do not travel
    /// with the navigation from the provider.
    /// </param>
    public void Give(HttpContext context, SealedSession given, bool isLogin = false)
    {
        Decide(context, new SessionChange.Given(given.Session, given.Grant));
        var jar = CookieJar.Of(context);
        jar.Write(names.Session, given.SessionValue, SameSiteRule.Strict, Left(given.Session), isLogin);
        if (given.RefreshValue is { } refresh)
        {
            jar.Write(names.Refresh, refresh, SameSiteRule.Strict, Left(given.Session), isLogin);
        }
        else
        {
            jar.Delete(names.Refresh, SameSiteRule.Strict, isLogin);
        }
    }

    /// <summary>Writes the session cookie anew, with the same tokens; the refresh cookie stays as it is.</summary>
    public async Task TouchAsync(HttpContext context, Session session)
    {
        var value = await sessions.CloseAsync(session);
        Decide(context, new SessionChange.Touched(session, clock.GetUtcNow()));
        CookieJar.Of(context).Write(names.Session, value, SameSiteRule.Strict, Left(session));
    }

    /// <summary>Clears a refresh cookie that cannot be used beside this session.</summary>
    public void DropRefresh(HttpContext context, Session session)
    {
        Decide(context, new SessionChange.Touched(session, clock.GetUtcNow()));
        CookieJar.Of(context).Delete(names.Refresh, SameSiteRule.Strict);
    }

    /// <summary>Clears whatever the browser holds of a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="change">Why, and of which session; null when the cookie could not be read.</param>
    /// <param name="unseen">Whether forms of the cookies are cleared too that the request did not carry.</param>
    public void Clear(HttpContext context, SessionChange? change, bool unseen = false)
    {
        Decide(context, change);
        CookieJar.Of(context).Delete(names.Session, SameSiteRule.Strict, unseen);
        CookieJar.Of(context).Delete(names.Refresh, SameSiteRule.Strict, unseen);
    }

    /// <summary>Replaces what the request decided before; without a change that can be outdated, a cookie that could not be read is cleared in any case.</summary>
    private void Decide(HttpContext context, SessionChange? change) =>
        CookieJar.Of(context).DropWhen(name => names.IsOfSession(name) && change is not null && changes.IsOutdated(change));

    private TimeSpan Left(Session session) => session.Left(clock.GetUtcNow());
}
