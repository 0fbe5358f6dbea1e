using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>Reads the session of a request: opens its cookie, enforces its times and revocation, and updates the time of its last use.</summary>
internal sealed class SessionReader(SessionCookies cookies, SessionSeal seal, SessionEndings endings, SessionsOptions options, TimeProvider clock)
{
    /// <summary>
    /// The session, or the refusal. Whatever is wrong with a cookie (a flipped byte, an unknown key, its age) is the same as no cookie: one code,
    /// and the cookie is cleared.
    /// </summary>
    /// <exception cref="OutageException">The keys or the shared state are unavailable; the session is kept.</exception>
    public async ValueTask<Outcome<Session>> ReadAsync(HttpContext context)
    {
        if (await cookies.ReadSessionAsync(context) is not { } session)
        {
            cookies.Clear(context, null);
            return Catalogue.NotAuthenticated;
        }

        if (await FindEndAsync(context, session) is { } end)
        {
            cookies.Clear(context, new SessionChange.FoundEnded(session));
            await seal.DiscardKnownAsync(session);
            return end;
        }

        if (await seal.WholeAsync(session, context.RequestAborted) is not { } whole)
        {
            cookies.Clear(context, new SessionChange.FoundEnded(session));
            return Catalogue.NotAuthenticated.WithReason("What the session's ticket stands for is not in shared state.");
        }

        return await SlideAsync(context, whole);
    }

    /// <summary>Whether the session of a cookie lives; false when that cannot be decided now.</summary>
    public async Task<bool> IsLiveAsync(HttpContext context, Session session)
    {
        try
        {
            return await FindEndAsync(context, session) is null;
        }
        catch (OutageException)
        {
            return false;
        }
    }

    /// <summary>Why the session is over; null when it is not. Known from the cookie and the log of ended sessions alone.</summary>
    private async ValueTask<Failure?> FindEndAsync(HttpContext context, Session session)
    {
        if (!IsAlive(session))
        {
            return Catalogue.NotAuthenticated;
        }

        if (session.StartedAt < options.NotBefore?.ToUnixTimeMilliseconds())
        {
            return Catalogue.SessionRevoked.WithReason("The session began before Sessions:NotBefore.");
        }

        return await endings.IsEndedAsync(session, context.RequestAborted) ? Catalogue.SessionRevoked : null;
    }

    private bool IsAlive(Session session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return now < session.EndsAt && now < session.LastSeen + (long)options.IdleLifetime.TotalSeconds;
    }

    /// <summary>Notes the use in the cookie, but not more often than the idle time's twentieth: not every answer has to carry a cookie.</summary>
    private async ValueTask<Session> SlideAsync(HttpContext context, Session session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (now - session.LastSeen < options.IdleLifetime.TotalSeconds / 20)
        {
            return session;
        }

        var seen = session with { LastSeen = now };
        await cookies.TouchAsync(context, seen);
        return seen;
    }
}
