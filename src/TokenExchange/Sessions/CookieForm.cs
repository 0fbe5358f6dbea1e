using System.Text.Json;
using TokenExchange.Gate;

namespace TokenExchange.Sessions;

/// <summary>The two forms of what a cookie holds: whole, or with a ticket in the place of its payload.</summary>
/// <param name="Place">What the payload belongs to.</param>
/// <param name="Ticket">The ticket that it had until now.</param>
/// <param name="Payload">What a ticket stands for.</param>
/// <param name="With">The content with a ticket, or whole without one.</param>
internal sealed record CookieForm(TicketPlace Place, Ticket? Ticket, byte[] Payload, Func<Ticket?, byte[]> With)
{
    private static SessionJson Json => SessionJson.Sealed;

    public static CookieForm Of(Session session, CookieNames names) => new(
        new TicketPlace(names.Session, session.Id),
        session.Ticket,
        JsonSerializer.SerializeToUtf8Bytes(new SessionPayload { AccessToken = session.AccessToken, Claims = session.Claims, IdToken = session.IdToken }, Json.SessionPayload),
        ticket => JsonSerializer.SerializeToUtf8Bytes(ticket is null ? session with { Ticket = null } : session with { AccessToken = "", Claims = [], IdToken = null, Ticket = ticket }, Json.Session));

    public static CookieForm Of(RefreshGrant grant, CookieNames names) => new(
        new TicketPlace(names.Refresh, grant.SessionId),
        grant.Ticket,
        JsonSerializer.SerializeToUtf8Bytes(new GrantPayload { RefreshToken = grant.RefreshToken }, Json.GrantPayload),
        ticket => JsonSerializer.SerializeToUtf8Bytes(ticket is null ? grant with { Ticket = null } : grant with { RefreshToken = "", Ticket = ticket }, Json.RefreshGrant));

    /// <summary>What the sealed cookie takes in a request, in characters.</summary>
    public int SizeWith(Ticket? ticket) => CookieChunks.Size(Place.Cookie, SealFrame.LengthOf(With(ticket).Length));

    public override string ToString() => $"{nameof(CookieForm)} {{ {Place.Cookie} }}";
}
