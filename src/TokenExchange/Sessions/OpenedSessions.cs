using TokenExchange.Caching;

namespace TokenExchange.Sessions;

/// <summary>
/// Opens session cookies, and keeps what was opened for a minute: a page sends the same cookie with every call (ADR 0066). Whether the session still lives,
/// and whether its key is still in use, is checked for each request.
/// </summary>
internal sealed class OpenedSessions(CookieNames names, CookieSeal seal, SealKeys keys, SessionsOptions options, TimeProvider clock)
{
    /// <summary>Most bytes that kept sessions and their cookies take, about.</summary>
    public const long MostBytes = 32L * 1024 * 1024;

    /// <summary>Length of the text that holds the authentication tag, at the end of every cookie: 16 bytes in Base64url.</summary>
    private const int TagText = 22;

    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1);

    private readonly RecentValues<Opened> _recent = new(clock, options.CacheSize, MostBytes);

    /// <summary>How many sessions and bytes are kept.</summary>
    public (int Entries, long Bytes) Held => _recent.Held;

    /// <summary>The session in a cookie; null when the cookie is not authentic.</summary>
    /// <exception cref="Failures.OutageException">The vault cannot be reached.</exception>
    public async ValueTask<Session?> OpenAsync(ReadOnlyMemory<char> cookie, CancellationToken cancellationToken)
    {
        if (Find(cookie.Span) is { } known && await keys.IsInUseAsync(known.Key, cancellationToken))
        {
            return known.Session;
        }

        if (await seal.OpenWithKeyAsync(names.Session, names.Session, cookie, SessionJson.Default.Session, cancellationToken) is not var (session, key))
        {
            return null;
        }

        if (options.CacheSize > 0)
        {
            var text = cookie.ToString();
            _recent.Put(text[^TagText..], new Opened(text, session, key), 4L * text.Length, TimeToLive);
        }

        return session;
    }

    /// <summary>
    /// Found by the tag, which nobody who does not have the cookie can guess; used only if every character is the same, because a forged cookie can carry the tag
    /// of another one.
    /// </summary>
    private Opened? Find(ReadOnlySpan<char> cookie) =>
        cookie.Length > TagText && _recent.TryFind(cookie[^TagText..], out var known, out _) && cookie.SequenceEqual(known.Cookie) ? known : null;

    private sealed record Opened(string Cookie, Session Session, SealKey Key)
    {
        public override string ToString() => $"{nameof(Opened)} {{ {Session.Pseudonym} }}";
    }
}
