using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace TokenExchange.Gate;

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
/// (<see cref="RequestContext"/>). The only author of <c>Set-Cookie</c>: always <c>Secure; HttpOnly; Path=/</c>, a stated <c>SameSite</c>, no
/// <c>Domain</c>, also when deleting; no option changes that.
/// </summary>
internal sealed class CookieJar
{
    private readonly CookieHeader _cookies;
    private readonly Dictionary<string, Change> _changes = new(StringComparer.Ordinal);
    private Func<string, bool> _isOutdated = _ => false;

    public CookieJar(HttpRequest request) => _cookies = CookieHeader.Read(request.Headers.Cookie);

    /// <summary>The cookies of this request.</summary>
    public static CookieJar Of(HttpContext context) => RequestContext.Of(context).Cookies;

    public IEnumerable<string> Names => _cookies.Names;

    /// <summary>The value of a cookie, joined from its pieces; null when it is not there whole.</summary>
    public ReadOnlyMemory<char>? Read(string name)
    {
        foreach (var value in Values(name))
        {
            return value;
        }

        return null;
    }

    /// <summary>The values that the browser sent under this name: more than one when it holds a whole cookie and a set of pieces.</summary>
    public IEnumerable<ReadOnlyMemory<char>> Values(string name) => CookieChunks.Values(name, _cookies);

    /// <summary>What one cookie of the browser takes in a request, in characters.</summary>
    public int Size(string name) => _cookies.Has(name) ? name.Length + (_cookies[name]?.Length ?? 0) + CookieChunks.Separators : 0;

    /// <summary>What cookies will take in the browser's next request, in characters, as far as this request and the changes of its answer tell.</summary>
    /// <param name="isCounted">Which cookies, by the name of the whole one.</param>
    public int NextSize(Func<string, bool> isCounted) =>
        Names.Where(name => CookieChunks.Whole(name) is var whole && isCounted(whole) && !_changes.ContainsKey(whole)).Sum(Size)
        + _changes.Where(pair => pair.Value.Value is not null && isCounted(pair.Key)).Sum(pair => CookieChunks.Size(pair.Key, pair.Value.Value!.Length));

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

    /// <summary>Withdraws the change of a cookie: the browser keeps what it has.</summary>
    public void Keep(string name) => _changes.Remove(name);

    /// <summary>
    /// Asks again, when the head of the answer is sent, whether the change of a cookie still applies: between the decision and the head minutes may pass.
    /// Replaces an earlier question.
    /// </summary>
    /// <param name="isOutdated">Whether the change of the cookie with this name is dropped: the browser keeps what it has.</param>
    public void DropWhen(Func<string, bool> isOutdated) => _isOutdated = isOutdated;

    /// <summary>Writes the collected changes into the answer's head.</summary>
    public void Send(HttpResponse response)
    {
        if (_changes.Count == 0)
        {
            return;
        }

        foreach (var (name, change) in _changes.Where(pair => !_isOutdated(pair.Key)))
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
