using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;

namespace TokenExchange.Sessions;

/// <summary>Begins sessions and carries new tokens into them: the one place that knows what of a token response a cookie keeps.</summary>
internal sealed class SessionStart(SessionCookies cookies, SealKeys keys, Revocations revocations, SessionsOptions options, TimeProvider clock)
{
    /// <summary>Makes sure that a session could be sealed, before a one-time code is spent for it.</summary>
    /// <exception cref="OutageException">There is no key to seal with.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken) => await keys.SealingAsync(cancellationToken);

    /// <summary>Begins a session under a new id (no fixation) and ends the one that this browser had.</summary>
    public async Task<Session> BeginAsync(HttpContext context, TokenSet tokens, CompactToken idToken)
    {
        if (await EarlierAsync(context) is { } earlier)
        {
            await revocations.RevokeAsync(earlier, context.RequestAborted);
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var blank = new Session
        {
            Id = Session.NewId(),
            Subject = idToken.Claim("sub")!,
            Issuer = idToken.Claim("iss")!,
            ProviderSession = idToken.Claim("sid"),
            AuthTime = idToken.Time("auth_time"),
            NonceHash = idToken.Claim("nonce") is { } nonce ? IdTokenVerifier.HashOf(nonce) : null,
            Claims = [],
            AccessToken = "",
            AccessTokenExpires = 0,
            RenewAt = 0,
            StartedAt = revocations.BeginningMoment(),
            EndsAt = now + (long)options.AbsoluteLifetime.TotalSeconds,
            LastSeen = now,
        };
        var session = With(blank, tokens, idToken, clock.GetUtcNow());
        var grant = tokens.RefreshToken is { } refreshToken
            ? new RefreshGrant { SessionId = session.Id, RefreshToken = refreshToken, Generation = 0 }
            : null;
        await cookies.WriteAsync(context, session, grant);
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

    /// <summary>The code is spent by now: an outage that keeps the earlier session's cookie shut must not cost the new one.</summary>
    private async Task<Session?> EarlierAsync(HttpContext context)
    {
        try
        {
            return await cookies.ReadSessionAsync(context);
        }
        catch (OutageException)
        {
            return null;
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
