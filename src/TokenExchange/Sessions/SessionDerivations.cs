namespace TokenExchange.Sessions;

/// <summary>What follows from a session alone and is used with each of its calls: computed when it is first needed, and kept with the opened session.</summary>
internal sealed class SessionDerivations(Session session)
{
    private readonly (string Id, string Subject, string Issuer, string Browser, string? Sid, string Token) _of =
        (session.Id, session.Subject, session.Issuer, session.Browser, session.ProviderSession, session.AccessToken);

    /// <summary>The session's public name.</summary>
    public string Pseudonym { get; } = Session.PseudonymOf(session.Id);

    /// <summary>The name of this one session among the ended ones (<see cref="SessionEndKind.Session"/>).</summary>
    public UInt128 SessionName { get; } = SessionEnd.HashOf(session.Id);

    /// <summary>Of its pseudonym (<see cref="SessionEndKind.Pseudonym"/>).</summary>
    public UInt128 PseudonymName { get; } = SessionEnd.HashOf(Session.PseudonymOf(session.Id));

    /// <summary>Of its browser (<see cref="SessionEndKind.Browser"/>).</summary>
    public UInt128 BrowserName { get; } = SessionEnd.HashOf(session.Browser);

    /// <summary>Of its user (<see cref="SessionEndKind.User"/>).</summary>
    public UInt128 UserName { get; } = EndedSessions.Scoped(session.Issuer, session.Subject);

    /// <summary>Of the session at the provider (<see cref="SessionEndKind.ProviderSession"/>); null when the provider gave no <c>sid</c>.</summary>
    public UInt128? ProviderSessionName { get; } = session.ProviderSession is { } sid ? EndedSessions.Scoped(session.Issuer, sid) : null;

    /// <summary>The value of the <c>Authorization</c> header with its access token (RFC 6750 section 2.1).</summary>
    public string Authorization { get; } = "Bearer " + session.AccessToken;

    /// <summary>Whether this is of that session: a changed copy of a session takes over the fields of the first one.</summary>
    public bool AreOf(Session other) =>
        ReferenceEquals(_of.Id, other.Id) && ReferenceEquals(_of.Subject, other.Subject) && ReferenceEquals(_of.Issuer, other.Issuer)
        && ReferenceEquals(_of.Browser, other.Browser) && ReferenceEquals(_of.Sid, other.ProviderSession) && ReferenceEquals(_of.Token, other.AccessToken);

    public override string ToString() => $"{nameof(SessionDerivations)} {{ {Pseudonym} }}";
}
