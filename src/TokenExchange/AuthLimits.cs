using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Sessions;

namespace TokenExchange;

/// <summary>Groups of auth endpoints with separate rate limits, so that calls of one group do not use up the limit of another.</summary>
internal enum AuthLimit
{
    /// <summary>Start and completion of a login; per client address.</summary>
    SignIn,

    /// <summary>Reading and renewing the session; per session, or per client address without one.</summary>
    Session,

    /// <summary>Logout; per session, or per client address without one.</summary>
    SignOut,

    /// <summary>The client's public keys; per client address.</summary>
    ClientKeys,
}

/// <summary>
/// Rate limits of the auth endpoints. Requests with a session count per session and never per address, so that others behind the same address cannot
/// prevent a logout. Decrypting a cookie costs less than an answer, and only cookies that this service sealed can be decrypted.
/// </summary>
internal sealed class AuthLimits(GateOptions options, SessionCookies sessions, TimeProvider clock)
{
    private static readonly FrozenSet<AuthLimit> BySession = FrozenSet.Create(AuthLimit.Session, AuthLimit.SignOut);

    private readonly FrozenDictionary<AuthLimit, RateLimiter> _limiters = new[] { AuthLimit.SignIn, AuthLimit.Session, AuthLimit.SignOut, AuthLimit.ClientKeys }
        .ToFrozenDictionary(limit => limit, _ => new RateLimiter(options.AuthRateLimit, clock));

    /// <summary>Counts one call; returns the error when the caller's limit is reached.</summary>
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
