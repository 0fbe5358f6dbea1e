using System.Buffers.Binary;
using System.Text;
using TokenExchange.SharedState;

namespace TokenExchange.Sessions;

/// <summary>
/// Which session each browser was given by its last completed login. Session cookies do not travel to <c>callback</c> (<c>SameSite=Strict</c>), so a
/// login cannot see there which session it replaces: sessions and transactions of one browser carry the same random id, and the session that was given
/// last under this id has ended all others.
/// </summary>
internal sealed class BrowserLogins(ISharedState state, SessionsOptions options)
{
    /// <summary>This session is now the one of its browser.</summary>
    public async Task ReplaceAllAsync(Session session, CancellationToken cancellationToken)
    {
        var earlier = await LastAsync(session, cancellationToken);
        var value = new byte[sizeof(long) + Encoding.ASCII.GetByteCount(session.Id)];

        // Never before the login that it replaces, whose instance may have had a clock that was ahead.
        BinaryPrimitives.WriteInt64BigEndian(value, Math.Max(session.StartedAt, earlier?.At ?? 0));
        Encoding.ASCII.GetBytes(session.Id, value.AsSpan(sizeof(long)));
        await state.PutAsync(Key(session), value, options.AbsoluteLifetime, cancellationToken);
    }

    /// <summary>When a later login of its browser replaced this session; null when none did.</summary>
    public async Task<DateTimeOffset?> ReplacedAtAsync(Session session, CancellationToken cancellationToken) =>
        await LastAsync(session, cancellationToken) is { } last && last.SessionId != session.Id && session.StartedAt <= last.At
            ? DateTimeOffset.FromUnixTimeMilliseconds(last.At)
            : null;

    private async Task<(long At, string SessionId)?> LastAsync(Session session, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(session), cancellationToken) is { Value: { Length: > sizeof(long) } value }
            ? (BinaryPrimitives.ReadInt64BigEndian(value.Span), Encoding.ASCII.GetString(value.Span[sizeof(long)..]))
            : null;

    private static string Key(Session session) => "browser/" + session.Browser;
}
