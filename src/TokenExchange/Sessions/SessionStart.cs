using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>Begins sessions and carries new tokens into them: the one place that knows what of a token response a cookie keeps.</summary>
internal sealed class SessionStart(
    SessionCookies cookies, SealKeys keys, SessionEnds ends, ReplacedAccount replaced, SessionsOptions options, TimeProvider clock)
{
    /// <summary>Makes sure that a session could be sealed, before a one-time code is spent for it.</summary>
    /// <exception cref="OutageException">There is no key to seal with.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken) => await keys.SealingAsync(cancellationToken);

    /// <summary>A login begins: gives the id of this browser, and keeps what its completion has to know of the session that it will replace.</summary>
    /// <param name="context">The request.</param>
    /// <param name="known">The browser's id as another login under way knows it; null when there is none.</param>
    /// <param name="lifetime">How long the login may take.</param>
    public async Task<string> ExpectAsync(HttpContext context, string? known, TimeSpan lifetime)
    {
        var browser = known ?? Session.NewId();
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
            // What cannot be read or kept now is no reason to refuse the login.
        }

        return browser;
    }

    /// <summary>
    /// Begins a session under a new id (no fixation) and ends all others of this browser, whether or not their cookies travelled with the request. A
    /// refusal ends and sets nothing.
    /// </summary>
    public async Task<Outcome<Session>> BeginAsync(HttpContext context, TokenSet tokens, CompactToken idToken, string browser)
    {
        var session = With(Blank(idToken, browser), tokens, idToken, clock.GetUtcNow());
        var grant = tokens.RefreshToken is { } refreshToken
            ? new RefreshGrant { SessionId = session.Id, RefreshToken = refreshToken, Generation = 0 }
            : null;
        var given = await cookies.SealAsync(session, grant);
        if (!given.Succeeded)
        {
            return given.Failure;
        }

        var (earlier, account) = await EarlierAsync(context, browser);
        await ends.ReplaceAsync(earlier, session);
        cookies.Give(context, given.Value, isLogin: true);
        if (account is not null)
        {
            await replaced.RevokeAsync(context, account, session);
        }

        return session;
    }

    /// <summary>The session with new tokens, whose life began when they came, and with the claims of a new ID token if one came.</summary>
    public Session With(Session session, TokenSet tokens, CompactToken? idToken, DateTimeOffset receivedAt)
    {
        var received = receivedAt.ToUnixTimeSeconds();
        var lifetime = (long)tokens.ExpiresIn.TotalSeconds;

        // Half the lifetime at most: a provider of very short tokens must not make every call a refresh.
        var ahead = Math.Min((long)options.RefreshBeforeExpiry.TotalSeconds, lifetime / 2);
        return session with
        {
            AccessToken = tokens.AccessToken,
            AccessTokenExpires = received + lifetime,
            RenewAt = received + lifetime - ahead,
            LastSeen = clock.GetUtcNow().ToUnixTimeSeconds(),
            Claims = idToken is null ? session.Claims : Chosen(idToken),
        };
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
            NonceHash = idToken.Claim("nonce") is { } nonce ? IdTokenBinding.HashOf(nonce) : null,
            Claims = [],
            AccessToken = "",
            AccessTokenExpires = 0,
            RenewAt = 0,
            StartedAt = ends.BeginningMoment(),
            EndsAt = now.ToUnixTimeSeconds() + (long)options.AbsoluteLifetime.TotalSeconds,
            LastSeen = now.ToUnixTimeSeconds(),
        };
    }

    /// <summary>An outage that keeps the earlier session's cookie shut must not cost the new one.</summary>
    private async Task<(Session? Session, AccountGrant? Account)> EarlierAsync(HttpContext context, string browser)
    {
        try
        {
            var session = await cookies.ReadSessionAsync(context);
            return (session, await replaced.FindAsync(context, session, browser));
        }
        catch (OutageException)
        {
            return (null, null);
        }
    }

    private Dictionary<string, JsonElement> Chosen(CompactToken idToken)
    {
        var chosen = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in options.Claims)
        {
            if (idToken.Claims.TryGetProperty(name, out var value))
            {
                chosen[name] = value;
            }
        }

        return chosen;
    }
}
