using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Sessions;

/// <summary>The session and refresh cookies: names, sealing and lifetimes. Changes are sent by <see cref="CookieJar"/>.</summary>
internal sealed class SessionCookies(CookieSeal seal, SessionChanges changes, TimeProvider clock)
{
    public const string SessionName = "__Host-te-session";
    public const string RefreshName = "__Host-te-refresh";

    /// <summary>Longest sealed value, in characters. Two of them stay below the 32 KB of headers that servers and proxies take.</summary>
    private const int MostCharacters = 12 * 1024;

    private static readonly Failure TooLarge =
        Catalogue.Misconfigured.WithReason("The provider's tokens are too large for cookies: ask for fewer claims or scopes.");

    /// <summary>Whether the browser holds anything of a session, whole or not.</summary>
    public static bool Holds(HttpContext context) => CookieJar.Of(context).Holds(SessionName) || CookieJar.Of(context).Holds(RefreshName);

    /// <summary>What both cookies take in a request, in characters.</summary>
    public static int Size(CookieJar jar) => CookieChunks.Names(SessionName).Concat(CookieChunks.Names(RefreshName)).Sum(jar.Size);

    /// <summary>The session of this browser. If it sent two, as after answers that crossed on their way, the newer one.</summary>
    public async Task<Session?> ReadSessionAsync(HttpContext context)
    {
        Session? newest = null;
        foreach (var value in CookieJar.Of(context).Values(SessionName))
        {
            var session = await seal.OpenAsync(SessionName, SessionName, value, SessionJson.Default.Session, context.RequestAborted);
            newest = session is not null && (newest is null || session.IsNewerThan(newest)) ? session : newest;
        }

        return newest;
    }

    /// <summary>The refresh grant of this session, the newest one if the browser sent two; null when there is none, or it belongs to another session.</summary>
    public async Task<RefreshGrant?> ReadGrantAsync(HttpContext context, Session session)
    {
        RefreshGrant? newest = null;
        foreach (var value in CookieJar.Of(context).Values(RefreshName))
        {
            var grant = await seal.OpenAsync(RefreshName, RefreshName, value, SessionJson.Default.RefreshGrant, context.RequestAborted);
            newest = grant?.SessionId == session.Id && grant.Generation >= (newest?.Generation ?? 0) ? grant : newest;
        }

        return newest;
    }

    /// <summary>Both cookies of a session, sealed; a refusal when one of them is too large. Sets nothing.</summary>
    public async Task<Outcome<SealedSession>> SealAsync(Session session, RefreshGrant? grant)
    {
        var cookie = await SealAsync(session);
        var refresh = grant is null ? null : await seal.CloseAsync(RefreshName, RefreshName, grant, SessionJson.Default.RefreshGrant, CancellationToken.None);
        return cookie.Length > MostCharacters || refresh?.Length > MostCharacters ? TooLarge : new SealedSession(session, grant, cookie, refresh);
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
        jar.Write(SessionName, given.SessionValue, SameSiteRule.Strict, Left(given.Session), isLogin);
        if (given.RefreshValue is { } refresh)
        {
            jar.Write(RefreshName, refresh, SameSiteRule.Strict, Left(given.Session), isLogin);
        }
        else
        {
            jar.Delete(RefreshName, SameSiteRule.Strict, isLogin);
        }
    }

    /// <summary>Writes the session cookie anew, with the same tokens; the refresh cookie stays as it is.</summary>
    public async Task TouchAsync(HttpContext context, Session session)
    {
        var value = await SealAsync(session);
        if (value.Length <= MostCharacters)
        {
            Decide(context, new SessionChange.Touched(session, clock.GetUtcNow()));
            CookieJar.Of(context).Write(SessionName, value, SameSiteRule.Strict, Left(session));
        }
    }

    /// <summary>Clears a refresh cookie that cannot be used beside this session.</summary>
    public void DropRefresh(HttpContext context, Session session)
    {
        Decide(context, new SessionChange.Touched(session, clock.GetUtcNow()));
        CookieJar.Of(context).Delete(RefreshName, SameSiteRule.Strict);
    }

    /// <summary>Clears whatever the browser holds of a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="change">Why, and of which session; null when the cookie could not be read.</param>
    /// <param name="unseen">Whether forms of the cookies are cleared too that the request did not carry.</param>
    public void Clear(HttpContext context, SessionChange? change, bool unseen = false)
    {
        Decide(context, change);
        CookieJar.Of(context).Delete(SessionName, SameSiteRule.Strict, unseen);
        CookieJar.Of(context).Delete(RefreshName, SameSiteRule.Strict, unseen);
    }

    /// <summary>Replaces what the request decided before; without a change that can be outdated, a cookie that could not be read is cleared in any case.</summary>
    private void Decide(HttpContext context, SessionChange? change) =>
        CookieJar.Of(context).DropWhen(name => name is SessionName or RefreshName && change is not null && changes.IsOutdated(change));

    /// <summary>Not under the request's token: tokens that were rotated must reach the cookie even when the caller leaves.</summary>
    private Task<string> SealAsync(Session session) =>
        seal.CloseAsync(SessionName, SessionName, session, SessionJson.Default.Session, CancellationToken.None);

    private TimeSpan Left(Session session) =>
        TimeSpan.FromSeconds(Math.Max(1, session.EndsAt - clock.GetUtcNow().ToUnixTimeSeconds()));
}

/// <summary>The cookies of a session, sealed and within their limits: from here on setting them cannot fail.</summary>
internal sealed record SealedSession(Session Session, RefreshGrant? Grant, string SessionValue, string? RefreshValue)
{
    public override string ToString() => $"{nameof(SealedSession)} {{ {Session.Pseudonym} }}";
}
