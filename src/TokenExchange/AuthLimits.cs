using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Sessions;

namespace TokenExchange;

/// <summary>Groups of auth endpoints, each with limits of its own: calls of one do not spend what another needs.</summary>
internal enum AuthLimit
{
    /// <summary>Beginning and completing a login; by client address.</summary>
    SignIn,

    /// <summary>Asking for the session and renewing it; by session, or by client address without one.</summary>
    Session,

    /// <summary>Signing out; by session, or by client address without one.</summary>
    SignOut,

    /// <summary>The client's public keys; by client address.</summary>
    ClientKeys,
}

/// <summary>
/// Rate limits of the auth endpoints. Who has a session is counted by it and never by address: otherwise others behind the same address could keep
/// him from signing out. To open a cookie costs less than to answer, and only one that we sealed opens.
/// </summary>
internal sealed class AuthLimits(GateOptions options, SessionCookies sessions, TimeProvider clock)
{
    private static readonly FrozenSet<AuthLimit> BySession = FrozenSet.Create(AuthLimit.Session, AuthLimit.SignOut);

    private readonly FrozenDictionary<AuthLimit, RateLimiter> _limiters = new[] { AuthLimit.SignIn, AuthLimit.Session, AuthLimit.SignOut, AuthLimit.ClientKeys }
        .ToFrozenDictionary(limit => limit, _ => new RateLimiter(options.AuthRateLimit, clock));

    /// <summary>Counts one call; the refusal when the caller's limit is spent.</summary>
    /// <exception cref="OutageException">The session key cannot be read.</exception>
    public async Task<Failure?> CountAsync(AuthLimit? limit, HttpContext context)
    {
        if (limit is not { } known || options.AuthRateLimit.Requests == 0)
        {
            return null;
        }

        var session = BySession.Contains(known) ? await sessions.ReadSessionAsync(context) : null;
        return _limiters[known].Count(session?.Pseudonym ?? ClientAddress.Of(context, options));
    }
}
