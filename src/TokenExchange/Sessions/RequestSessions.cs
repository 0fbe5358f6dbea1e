using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Sessions;

/// <summary>The session of a request, with or without a live access token: the one thing that the proxy asks of this room.</summary>
internal sealed class RequestSessions(SessionCookies cookies, SessionReader reader, AccessTokens tokens, SessionEndings endings)
{
    /// <summary>The session, or the refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isRequired">Otherwise a request without any cookie of a session is not looked at further: it stays as it is, without a session.</param>
    /// <exception cref="OutageException">The keys or the shared state are unavailable; the session is kept.</exception>
    public ValueTask<Outcome<Session>> ReadAsync(HttpContext context, bool isRequired) =>
        isRequired || cookies.Holds(context) ? reader.ReadAsync(context) : ValueTask.FromResult<Outcome<Session>>(Catalogue.NotAuthenticated);

    /// <summary>The session with an access token that lives, refreshed if need be.</summary>
    public ValueTask<Outcome<Session>> WithLiveTokenAsync(HttpContext context, Session session) => tokens.CurrentAsync(context, session);

    /// <summary>The session with another token than the one that an API refused; null when there is none.</summary>
    public Task<Session?> AfterRefusalAsync(HttpContext context, Session session) => tokens.AfterRefusalAsync(context, session);

    /// <summary>The API refused that one too: for a while it is not tried again.</summary>
    public void RefusedAgain(Session session) => tokens.RefusedAgain(session);

    /// <summary>Whether the session has ended since it was read.</summary>
    public ValueTask<bool> IsEndedAsync(HttpContext context, Session session) => endings.IsEndedAsync(session, context.RequestAborted);
}
