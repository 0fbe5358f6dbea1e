using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Telemetry;

namespace TokenExchange.Sessions;

/// <summary>
/// Seals a session and its refresh token into their cookies. What does not fit beside our other cookies goes to shared state, the larger part first, and the
/// cookie keeps a ticket (ADR 0047).
/// </summary>
internal sealed class SessionSeal(
    CookieNames names, CookieSeal seal, TicketSeal secrets, TicketStore tickets, TimeProvider clock, CappedLogger<SessionSeal> logger)
{
    /// <summary>Most characters of all tokens together.</summary>
    private const int MostTokens = 32 * 1024;

    /// <summary>Most bytes of the claims.</summary>
    private const int MostClaims = 8 * 1024;

    /// <summary>As long as a request may live (the platform ends them at 230 seconds): so long after a payload was replaced its ticket may still come.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(4);

    /// <summary>As long as any ticket.</summary>
    private static readonly Ticket Longest = new() { Secret = new string('0', 43), Since = long.MaxValue, Before = new string('0', 43) };

    private static readonly Failure TooLarge = Catalogue.Misconfigured.WithReason(
        "The provider's tokens together exceed 32 KB, the claims exceed 8 KB, or sub, sid and iss do not fit into a cookie: request fewer claims or scopes.");

    /// <summary>The refusal of what no form of the cookies can hold. Stores nothing.</summary>
    public Failure? Check(Session session, RefreshGrant? grant)
    {
        var tokens = session.AccessToken.Length + (session.IdToken?.Length ?? 0) + (grant?.RefreshToken.Length ?? 0);
        var claims = JsonSerializer.SerializeToUtf8Bytes(session.Claims, SessionJson.Sealed.DictionaryStringJsonElement).Length;
        var least = Forms(session, grant).Sum(form => Math.Min(form.SizeWith(Longest), form.SizeWith(null)));
        return tokens > MostTokens || claims > MostClaims || least > CookieRoom.Reserve ? TooLarge : null;
    }

    /// <summary>Both cookies, within the room that they have; the payloads of tickets are stored.</summary>
    /// <param name="session">The session, whole.</param>
    /// <param name="grant">Its refresh token.</param>
    /// <param name="room">How many characters the cookies may take in a request.</param>
    /// <exception cref="OutageException">A payload could not be stored, or there is no key to seal with.</exception>
    public async Task<Outcome<SealedSession>> CloseAsync(Session session, RefreshGrant? grant, int room)
    {
        if (Check(session, grant) is { } refusal)
        {
            return refusal;
        }

        var forms = Forms(session, grant);
        var size = forms.Sum(form => form.SizeWith(null));
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var form in forms.OrderByDescending(form => form.SizeWith(null)))
        {
            var isMoved = size > room && form.SizeWith(Longest) < form.SizeWith(null);
            var ticket = isMoved ? await StoreAsync(form, session.Left(clock.GetUtcNow())) : null;
            size += form.SizeWith(ticket) - form.SizeWith(null);
            contents.Add(form.Place.Cookie, form.With(ticket));
        }

        return new SealedSession(
            session,
            grant,
            await seal.CloseAsync(names.Session, contents[names.Session]),
            grant is null ? null : await seal.CloseAsync(names.Refresh, contents[names.Refresh]));
    }

    /// <summary>The session cookie in the form that it has, for another moment of its last use. Stores nothing.</summary>
    public Task<string> CloseAsync(Session session) => seal.CloseAsync(names.Session, CookieForm.Of(session, names).With(session.Ticket));

    /// <summary>The session with what its ticket stands for; null when that is not there.</summary>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public async ValueTask<Session?> WholeAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Ticket is not { } ticket)
        {
            return session;
        }

        return await ReadAsync(CookieForm.Of(session, names).Place, ticket, session, SessionJson.Sealed.SessionPayload, cancellationToken) is { } payload
            ? session with { AccessToken = payload.AccessToken, Claims = payload.Claims, IdToken = payload.IdToken }
            : null;
    }

    /// <summary>The refresh grant with what its ticket stands for; null when that is not there.</summary>
    /// <exception cref="OutageException">The store did not answer.</exception>
    public async Task<RefreshGrant?> WholeAsync(RefreshGrant grant, Session session, CancellationToken cancellationToken)
    {
        if (grant.Ticket is not { } ticket)
        {
            return grant;
        }

        return await ReadAsync(CookieForm.Of(grant, names).Place, ticket, session, SessionJson.Sealed.GrantPayload, cancellationToken) is { } payload
            ? grant with { RefreshToken = payload.RefreshToken }
            : null;
    }

    /// <summary>Deletes what the tickets stand for: the session has ended.</summary>
    public Task DiscardAsync(Session session, RefreshGrant? grant) => DiscardAsync(NamesOf(session, grant));

    /// <summary>Deletes payloads by their names. Never fails: what cannot be deleted expires.</summary>
    public Task DiscardAsync(IEnumerable<string> payloads) => tickets.DeleteAsync(payloads);

    /// <summary>The same for what this instance has in memory, so that requests of a session that has ended do not call the store again and again.</summary>
    public Task DiscardKnownAsync(Session session) => tickets.DeleteAsync(NamesOf(session, null).Where(tickets.IsInMemory));

    /// <summary>The names of the payloads of a session.</summary>
    public IEnumerable<string> NamesOf(Session session, RefreshGrant? grant) => tickets.NamesOf(session.Ticket).Concat(tickets.NamesOf(grant?.Ticket));

    private List<CookieForm> Forms(Session session, RefreshGrant? grant) =>
        grant is null ? [CookieForm.Of(session, names)] : [CookieForm.Of(session, names), CookieForm.Of(grant, names)];

    /// <summary>Stores what the ticket stands for, and deletes the payload before the last one, once no request can carry its ticket any more.</summary>
    private async Task<Ticket> StoreAsync(CookieForm form, TimeSpan timeToLive)
    {
        var (secret, last, now) = (secrets.SecretOf(form.Place, form.Payload), form.Ticket, clock.GetUtcNow());
        if (last?.Secret == secret)
        {
            return last;
        }

        var isWritten = await tickets.PutAsync(form.Place, secret, form.Payload, timeToLive);
        if (isWritten && last is { Before: { } old } && now >= DateTimeOffset.FromUnixTimeSeconds(last.Since) + Late)
        {
            await tickets.DeleteAsync([old]);
        }

        return new Ticket { Secret = secret, Since = now.ToUnixTimeSeconds(), Before = last is null ? null : secrets.NameOf(last.Secret) };
    }

    private async Task<T?> ReadAsync<T>(
        TicketPlace place, Ticket ticket, Session session, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var payload = await tickets.GetAsync(place, ticket.Secret, session.Left(clock.GetUtcNow()), cancellationToken);
        var content = payload is null ? null : CookieSeal.Read(payload, type);
        if (content is null)
        {
            logger.PayloadAbsent(session.Pseudonym);
        }

        return content;
    }
}

/// <summary>The cookies of a session, sealed and within their limits: from here on setting them cannot fail.</summary>
internal sealed record SealedSession(Session Session, RefreshGrant? Grant, string SessionValue, string? RefreshValue)
{
    public override string ToString() => $"{nameof(SealedSession)} {{ {Session.Pseudonym} }}";
}
