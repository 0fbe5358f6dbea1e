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
/// The request's cookies, and the changes that its answer makes to them. Changes are collected and sent once, with the head of the answer
/// (<see cref="CookieCommit"/>). The only author of <c>Set-Cookie</c>: always <c>Secure; HttpOnly; Path=/</c>, a stated <c>SameSite</c>, no
/// <c>Domain</c>, also when deleting; no option changes that.
/// </summary>
internal sealed class CookieJar
{
    private readonly CookieHeader _cookies;
    private readonly Dictionary<string, Change> _changes = new(StringComparer.Ordinal);

    private CookieJar(HttpContext context) => _cookies = CookieHeader.Read(context.Request.Headers.Cookie);

    /// <summary>The jar of this request; one for all who ask.</summary>
    public static CookieJar Of(HttpContext context)
    {
        if (Find(context) is { } known)
        {
            return known;
        }

        var jar = new CookieJar(context);
        context.Items[typeof(CookieJar)] = jar;
        return jar;
    }

    /// <summary>The jar of this request; null when nobody has asked for a cookie.</summary>
    public static CookieJar? Find(HttpContext context) => context.Items.TryGetValue(typeof(CookieJar), out var known) ? known as CookieJar : null;

    public IEnumerable<string> Names => _cookies.Names;

    /// <summary>The value of a cookie, joined from its pieces; null when it is not there whole.</summary>
    public string? Read(string name) => Values(name).FirstOrDefault();

    /// <summary>The values that the browser sent under this name: more than one when it holds a whole cookie and a set of pieces.</summary>
    public IEnumerable<string> Values(string name) => CookieChunks.Values(name, _cookies);

    /// <summary>What one cookie of the browser takes in a request, in characters.</summary>
    public int Size(string name) => _cookies.Has(name) ? name.Length + (_cookies[name]?.Length ?? 0) + 3 : 0;

    /// <summary>Whether the browser sent anything under this name, whole or not.</summary>
    public bool Holds(string name) => CookieChunks.Names(name).Any(_cookies.Has);

    /// <summary>Sets the cookie, and clears the pieces of an earlier, longer or shorter one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, of any length up to that of a set of pieces.</param>
    /// <param name="sameSite">How it travels.</param>
    /// <param name="lifetime">How long the browser keeps it.</param>
    /// <param name="unseen">Whether the browser may hold forms of it that the request did not carry; all of them are cleared then.</param>
    public void Write(string name, string value, SameSiteRule sameSite, TimeSpan lifetime, bool unseen = false) =>
        _changes[name] = new Change(value, sameSite, (long)Math.Ceiling(lifetime.TotalSeconds), unseen);

    /// <summary>Clears the cookie: each form that the request carried, or every form.</summary>
    public void Delete(string name, SameSiteRule sameSite, bool unseen = false) => _changes[name] = new Change(null, sameSite, 0, unseen);

    /// <summary>Drops the change that was collected for this name: the browser keeps what it has.</summary>
    public void Forget(string name) => _changes.Remove(name);

    /// <summary>Writes the collected changes into the answer's head.</summary>
    public void Send(HttpResponse response)
    {
        foreach (var (name, change) in _changes)
        {
            var pieces = change.Value is null ? [] : CookieChunks.Split(name, change.Value);
            foreach (var (piece, text) in pieces)
            {
                Append(response, piece, text, change.SameSite, change.MaxAge);
            }

            foreach (var left in CookieChunks.Names(name).Where(other => (change.Unseen || _cookies.Has(other)) && pieces.All(piece => piece.Key != other)))
            {
                Append(response, left, "", change.SameSite, 0);
            }
        }

        _changes.Clear();
    }

    private static void Append(HttpResponse response, string name, string value, SameSiteRule sameSite, long maxAge)
    {
        response.Headers.Append("Set-Cookie", string.Create(
            CultureInfo.InvariantCulture, $"{name}={value}; Max-Age={maxAge}; Path=/; Secure; HttpOnly; SameSite={sameSite}"));
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>What happens to one cookie; without a value it is cleared.</summary>
    private sealed record Change(string? Value, SameSiteRule SameSite, long MaxAge, bool Unseen);
}
