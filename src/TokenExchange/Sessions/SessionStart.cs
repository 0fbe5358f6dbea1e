using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>Creates sessions and updates their tokens: the only place that decides which parts of a token response a cookie contains.</summary>
internal sealed class SessionStart(
    SessionCookies cookies,
    SessionSeal seal,
    SealKeys keys,
    SessionEndings endings,
    ReplacedAccount replaced,
    SessionsOptions options,
    ProviderOptions provider,
    TimeProvider clock)
{
    /// <summary>Longest ID token that is kept as a hint, in characters: servers accept addresses of 8 KB, many no longer ones.</summary>
    private const int LongestHint = 4096;

    private static readonly Dictionary<string, JsonElement> None = [];

    /// <summary>Whether claims come from elsewhere than the ID token at a login; those that a later ID token lacks stay then.</summary>
    private bool HasOtherClaims => provider.UserInfo || AppleClientSecret.IsUsedBy(provider);

    /// <summary>Makes sure that a session can be sealed before the one-time code is used for it.</summary>
    /// <exception cref="OutageException">There is no key to seal with.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken) => await keys.SealingAsync(cancellationToken);

    /// <summary>A login begins: gives the id of this browser, and keeps what its completion has to know of the session that it will replace.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">The browser's id as another login under way knows it; null when there is none.</param>
    /// <param name="lifetime">How long the login may take.</param>
    /// <returns>The id, and whether it is new: then no other session or login has it.</returns>
    public async Task<(string Browser, bool IsNew)> ExpectAsync(HttpContext context, string? known, TimeSpan lifetime)
    {
        var browser = known;
        try
        {
            if (await cookies.ReadSessionAsync(context) is { } session)
            {
                browser = session.Browser;
                await replaced.KeepAsync(context, session, lifetime);
            }
        }
        catch (OutageException)
        {
            // A session that cannot be read or stored now is no reason to refuse the login.
        }

        return (browser ?? Session.NewId(), browser is null);
    }

    /// <summary>What a login that completes now would replace, as its request and the beginning of the login tell.</summary>
    public async Task<ReplacedSession> FindReplacedAsync(HttpContext context, string browser, bool mayHaveOthers)
    {
        try
        {
            var session = await cookies.ReadSessionAsync(context);
            var account = await replaced.FindAsync(context, session, browser, mayHaveOthers);
            return new ReplacedSession(session, account, mayHaveOthers) { Payloads = [.. (session is null ? [] : seal.NamesOf(session, null)).Union(account?.Payloads ?? [])] };
        }
        catch (OutageException)
        {
            return new ReplacedSession(null, null, mayHaveOthers); // an outage that prevents opening the earlier session's cookie must not fail the new login
        }
    }

    /// <summary>A session under a new id (no fixation), and its refresh token; not begun yet.</summary>
    public (Session Session, RefreshGrant? Grant) Create(TokenSet tokens, CompactToken idToken, UserInfo userInfo, string browser)
    {
        var session = With(Blank(idToken, browser) with { Claims = Chosen(userInfo.Claims, None) }, tokens, idToken, clock.GetUtcNow());
        var grant = tokens.RefreshToken is { } refreshToken
            ? new RefreshGrant { SessionId = session.Id, RefreshToken = refreshToken, Generation = 0 }
            : null;
        return (session, grant);
    }

    /// <summary>
    /// Begins the session: ends all others of this browser, whether or not their cookies travelled with the request. A refusal, when the session does not
    /// fit into its cookies, ends nothing.
    /// </summary>
    /// <param name="session">The new session.</param>
    /// <param name="grant">Its refresh token.</param>
    /// <param name="earlier">What it replaces.</param>
    /// <param name="limit">How long it may take to revoke the refresh token of a replaced account.</param>
    public async Task<Failure?> BeginAsync(Session session, RefreshGrant? grant, ReplacedSession earlier, TimeSpan limit)
    {
        if (seal.Check(session, grant) is { } failure)
        {
            return failure;
        }

        await endings.ReplaceAsync(earlier.Session, session, earlier.MayHaveOthers);
        if (earlier.Account is { } account)
        {
            await replaced.RevokeAsync(account, session, limit);
        }

        await seal.DiscardAsync(earlier.Payloads);
        return null;
    }

    /// <summary>Gives the browser the cookies of a session that a login has begun.</summary>
    /// <exception cref="OutageException">What does not fit into the cookies could not be stored.</exception>
    public async Task<Failure?> GiveAsync(HttpContext context, Session session, RefreshGrant? grant)
    {
        var given = await cookies.SealAsync(context, session, grant);
        if (given.Succeeded)
        {
            cookies.Give(context, given.Value, isLogin: true);
        }

        return given.Failure;
    }

    /// <summary>The session with new tokens, whose life began when they came, and with the claims of a new ID token if one came.</summary>
    public Session With(Session session, TokenSet tokens, CompactToken? idToken, DateTimeOffset receivedAt)
    {
        var received = receivedAt.ToUnixTimeSeconds();
        var lifetime = LifetimeOf(tokens, idToken, received);

        // Half the lifetime at most: a provider of very short tokens must not make every call a refresh.
        var ahead = Math.Min((long)options.RefreshBeforeExpiry.TotalSeconds, lifetime / 2);
        return session with
        {
            AccessToken = tokens.AccessToken,
            AccessTokenExpires = received + lifetime,
            RenewAt = received + lifetime - ahead,
            LastSeen = clock.GetUtcNow().ToUnixTimeSeconds(),
            IdToken = provider.IdTokenHint ? HintOf(idToken) ?? session.IdToken : null,
            Claims = idToken is null ? session.Claims : Chosen(idToken.Claims, HasOtherClaims ? session.Claims : None),
        };
    }

    private static string? HintOf(CompactToken? idToken) => idToken is { Text.Length: <= LongestHint } ? idToken.Text : null;

    /// <summary>How long the tokens count, in seconds. Without an access token that is the ID token's own time, at most what the response says.</summary>
    private static long LifetimeOf(TokenSet tokens, CompactToken? idToken, long received)
    {
        var lifetime = (long)tokens.ExpiresIn.TotalSeconds;
        return tokens.AccessToken.Length == 0 && idToken?.Time("exp") is { } expires ? Math.Clamp(expires - received, 1, lifetime) : lifetime;
    }

    /// <summary>A new session, still without tokens.</summary>
    private Session Blank(CompactToken idToken, string browser)
    {
        var now = clock.GetUtcNow();
        return new Session
        {
            Id = Session.NewId(),
            Browser = browser,
            Subject = idToken.Claim("sub")!,
            Issuer = idToken.Claim("iss")!,
            ProviderSession = idToken.Claim("sid"),
            AuthTime = idToken.Time("auth_time"),
            Acr = idToken.Claim("acr"),
            NonceHash = idToken.Claim("nonce") is { } nonce ? IdTokenBinding.HashOf(nonce) : null,
            Claims = [],
            AccessToken = "",
            AccessTokenExpires = 0,
            RenewAt = 0,
            StartedAt = endings.BeginningMoment(),
            EndsAt = now.ToUnixTimeSeconds() + (long)options.AbsoluteLifetime.TotalSeconds,
            LastSeen = now.ToUnixTimeSeconds(),
        };
    }

    /// <summary>The claims that the settings name; what the source lacks stays as it was known.</summary>
    private Dictionary<string, JsonElement> Chosen(JsonElement? source, IReadOnlyDictionary<string, JsonElement> known)
    {
        var chosen = new Dictionary<string, JsonElement>(known, StringComparer.Ordinal);
        foreach (var name in options.Claims)
        {
            if (source?.TryGetProperty(name, out var value) == true)
            {
                chosen[name] = value;
            }
        }

        return chosen;
    }
}

/// <summary>What a login replaces.</summary>
/// <param name="Session">The session that came with the request.</param>
/// <param name="Account">The refresh token that the browser held, and whose it is.</param>
/// <param name="MayHaveOthers">Whether the browser may have other sessions, whose cookies did not travel.</param>
internal sealed record ReplacedSession(Session? Session, AccountGrant? Account, bool MayHaveOthers)
{
    /// <summary>The names of what the tickets of its cookies stand for.</summary>
    public IReadOnlyList<string> Payloads { get; init; } = [];
}
