using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Sessions;

/// <summary>How a cookie travels across sites.</summary>
internal enum SameSiteRule
{
    /// <summary>Never sent with a request from another site.</summary>
    Strict,

    /// <summary>Sent with a top-level navigation from another site.</summary>
    Lax,

    /// <summary>Sent always; only for the transaction of a form_post answer.</summary>
    None,
}

/// <summary>
/// The request's and the answer's cookies. The only author of <c>Set-Cookie</c>: always <c>Secure; HttpOnly; Path=/</c>, a stated
/// <c>SameSite</c>, no <c>Domain</c>, also when deleting; no option changes that.
/// </summary>
internal sealed class CookieJar
{
    private readonly HttpContext _context;
    private readonly CookieHeader _cookies;

    private CookieJar(HttpContext context) => (_context, _cookies) = (context, CookieHeader.Read(context.Request.Headers.Cookie));

    /// <summary>The jar of this request; one for all who ask.</summary>
    public static CookieJar Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(CookieJar), out var known) && known is CookieJar jar)
        {
            return jar;
        }

        jar = new CookieJar(context);
        context.Items[typeof(CookieJar)] = jar;
        return jar;
    }

    public IEnumerable<string> Names => _cookies.Names;

    /// <summary>The value of a cookie, joined from its pieces; null when it is not there whole.</summary>
    public string? Read(string name) => CookieChunks.Join(name, _cookies);

    /// <summary>What one cookie of the browser takes in a request, in characters.</summary>
    public int Size(string name) => _cookies.Has(name) ? name.Length + (_cookies[name]?.Length ?? 0) + 3 : 0;

    /// <summary>Whether the browser holds anything under this name, whole or not.</summary>
    public bool Holds(string name) => CookieChunks.Names(name).Any(_cookies.Has);

    /// <summary>Sets the cookie, and clears the pieces of an earlier, longer or shorter one.</summary>
    public void Write(string name, string value, SameSiteRule sameSite, TimeSpan lifetime)
    {
        Forget(name);
        var chunks = CookieChunks.Split(name, value);
        foreach (var (piece, text) in chunks)
        {
            Append(piece, text, sameSite, (long)Math.Ceiling(lifetime.TotalSeconds));
        }

        var kept = chunks.Select(chunk => chunk.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var left in CookieChunks.Names(name).Where(piece => _cookies.Has(piece) && !kept.Contains(piece)))
        {
            Append(left, "", sameSite, 0);
        }
    }

    /// <summary>Clears the cookie wherever the browser holds a piece of it.</summary>
    public void Delete(string name, SameSiteRule sameSite)
    {
        Forget(name);
        foreach (var piece in CookieChunks.Names(name).Where(_cookies.Has))
        {
            Append(piece, "", sameSite, 0);
        }
    }

    /// <summary>Takes back what was set in this answer before: two <c>Set-Cookie</c> of one name would leave the choice to the browser.</summary>
    public void Forget(string name)
    {
        var headers = _context.Response.Headers;
        if (headers.SetCookie.Count == 0)
        {
            return;
        }

        var ours = CookieChunks.Names(name).Select(piece => piece + "=").ToList();
        headers.SetCookie = headers.SetCookie.Where(line => !ours.Any(start => line!.StartsWith(start, StringComparison.Ordinal))).ToArray();
    }

    private void Append(string name, string value, SameSiteRule sameSite, long maxAge)
    {
        var headers = _context.Response.Headers;
        headers.Append("Set-Cookie", string.Create(
            CultureInfo.InvariantCulture, $"{name}={value}; Max-Age={maxAge}; Path=/; Secure; HttpOnly; SameSite={sameSite}"));
        headers.CacheControl = "no-store";
    }
}
