using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>The session and refresh cookies: names, sealing and lifetimes.</summary>
internal sealed class SessionCookies(CookieSeal seal, TimeProvider clock)
{
    public const string SessionName = "__Host-te-session";
    public const string RefreshName = "__Host-te-refresh";

    /// <summary>Longest sealed value, in characters. Two of them stay below the 32 KB of headers that servers and proxies take.</summary>
    private const int MostCharacters = 12 * 1024;

    /// <summary>Whether the browser holds anything of a session, whole or not.</summary>
    public static bool Holds(HttpContext context) => CookieJar.Of(context).Holds(SessionName) || CookieJar.Of(context).Holds(RefreshName);

    /// <summary>What both cookies take in a request, in characters.</summary>
    public static int Size(CookieJar jar) => CookieChunks.Names(SessionName).Concat(CookieChunks.Names(RefreshName)).Sum(jar.Size);

    public Task<Session?> ReadSessionAsync(HttpContext context) => seal.OpenAsync(
        SessionName, SessionName, CookieJar.Of(context).Read(SessionName), SessionJson.Default.Session, context.RequestAborted);

    /// <summary>The refresh grant of this session; null when there is none, or it belongs to another session. What cannot be used is cleared.</summary>
    public async Task<RefreshGrant?> ReadGrantAsync(HttpContext context, Session session)
    {
        var grant = await seal.OpenAsync(
            RefreshName, RefreshName, CookieJar.Of(context).Read(RefreshName), SessionJson.Default.RefreshGrant, context.RequestAborted);
        if (grant is not null && string.Equals(grant.SessionId, session.Id, StringComparison.Ordinal))
        {
            return grant;
        }

        CookieJar.Of(context).Delete(RefreshName, SameSiteRule.Strict);
        return null;
    }

    /// <summary>Writes the session cookie alone; the refresh cookie stays as it is.</summary>
    public async Task WriteAsync(HttpContext context, Session session)
    {
        // Not the request's token: tokens that were rotated must reach the cookie even when the browser is in a hurry.
        var value = await seal.CloseAsync(SessionName, SessionName, session, SessionJson.Default.Session, CancellationToken.None);
        CookieJar.Of(context).Write(SessionName, Bounded(value), SameSiteRule.Strict, Left(session));
        context.Items[typeof(SessionCookies)] = clock.GetUtcNow();
    }

    /// <summary>When this answer's session cookie was written; null when none was.</summary>
    public static DateTimeOffset? WrittenAt(HttpContext context) => context.Items[typeof(SessionCookies)] as DateTimeOffset?;

    /// <summary>Takes back what this answer would set: the browser keeps what it has.</summary>
    public static void Withdraw(HttpContext context)
    {
        CookieJar.Of(context).Forget(SessionName);
        CookieJar.Of(context).Forget(RefreshName);
    }

    /// <summary>Writes both cookies; without a grant, an earlier one is cleared.</summary>
    public async Task WriteAsync(HttpContext context, Session session, RefreshGrant? grant)
    {
        await WriteAsync(context, session);
        if (grant is null)
        {
            CookieJar.Of(context).Delete(RefreshName, SameSiteRule.Strict);
            return;
        }

        var value = await seal.CloseAsync(RefreshName, RefreshName, grant, SessionJson.Default.RefreshGrant, CancellationToken.None);
        CookieJar.Of(context).Write(RefreshName, Bounded(value), SameSiteRule.Strict, Left(session));
    }

    /// <summary>Clears whatever the browser holds of a session.</summary>
    public static void Clear(HttpContext context)
    {
        CookieJar.Of(context).Delete(SessionName, SameSiteRule.Strict);
        CookieJar.Of(context).Delete(RefreshName, SameSiteRule.Strict);
        context.Items.Remove(typeof(SessionCookies)); // what is cleared is never old
    }

    private static string Bounded(string value) => value.Length <= MostCharacters
        ? value
        : throw new OutageException(Catalogue.Misconfigured.Because("The provider's tokens are too large for cookies: ask for fewer claims or scopes."));

    private TimeSpan Left(Session session) =>
        TimeSpan.FromSeconds(Math.Max(1, session.EndsAt - clock.GetUtcNow().ToUnixTimeSeconds()));
}
