using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>Who is calling: opens the session cookie, enforces its times and revocation, and keeps a used session from going idle.</summary>
internal sealed class SessionReader(SessionCookies cookies, SessionEndings endings, SessionsOptions options, TimeProvider clock)
{
    /// <summary>
    /// The session, or the refusal. Whatever is wrong with a cookie (a flipped byte, an unknown key, its age) is the same as no cookie: one code,
    /// and the browser is told to drop it.
    /// </summary>
    /// <exception cref="OutageException">The keys or the shared state are unavailable; the session is kept.</exception>
    public async Task<Outcome<Session>> ReadAsync(HttpContext context)
    {
        if (await cookies.ReadSessionAsync(context) is not { } session)
        {
            cookies.Clear(context, null);
            return Catalogue.NotAuthenticated;
        }

        if (!IsAlive(session))
        {
            cookies.Clear(context, new SessionChange.FoundEnded(session));
            return Catalogue.NotAuthenticated;
        }

        if (session.StartedAt < options.NotBefore?.ToUnixTimeMilliseconds())
        {
            cookies.Clear(context, new SessionChange.FoundEnded(session));
            return Catalogue.SessionRevoked.WithReason("The session began before Sessions:NotBefore.");
        }

        if (await endings.IsEndedAsync(session, context.RequestAborted))
        {
            cookies.Clear(context, new SessionChange.FoundEnded(session));
            return Catalogue.SessionRevoked;
        }

        return await SlideAsync(context, session);
    }

    private bool IsAlive(Session session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return now < session.EndsAt && now < session.LastSeen + (long)options.IdleLifetime.TotalSeconds;
    }

    /// <summary>Notes the use in the cookie, but not more often than the idle time's twentieth: not every answer has to carry a cookie.</summary>
    private async Task<Session> SlideAsync(HttpContext context, Session session)
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
