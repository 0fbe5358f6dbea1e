namespace TokenExchange.Sessions;

/// <summary>
/// What a request has decided about the session cookies, and about which session. Between the decision and the head of the answer minutes may pass, so
/// <see cref="SessionChanges"/> decides again whether it still applies.
/// </summary>
internal abstract record SessionChange
{
    private SessionChange(Session session) => Session = session;

    public Session Session { get; }

    /// <summary>Both cookies are new, after a login or a renewal of tokens; without a refresh token the grant is null.</summary>
    public sealed record Given(Session Whose, RefreshGrant? Grant) : SessionChange(Whose);

    /// <summary>The session cookie notes a use; or the refresh cookie, which is not usable, is cleared.</summary>
    public sealed record Touched(Session Whose, DateTimeOffset At) : SessionChange(Whose);

    /// <summary>This request has ended the session; the cookies are cleared.</summary>
    public sealed record Ended(Session Whose) : SessionChange(Whose);

    /// <summary>The session had ended before this request came; the cookies are cleared.</summary>
    public sealed record FoundEnded(Session Whose) : SessionChange(Whose);
}
