using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TokenExchange.Provider;
using TokenExchange.SharedState;

namespace TokenExchange.Sessions;

/// <summary>
/// Marks of ended sessions, kept as long as a copied cookie could live: of one session by its id, of one by the provider's name for it, and of all
/// that a user had begun up to a moment.
/// </summary>
/// <remarks>
/// An id is never used again, so its mark needs no moment. For the others the order of beginnings and marks decides: on one instance their moments only
/// grow, whatever happens to the machine's date.
/// </remarks>
internal sealed class Revocations(ISharedState state, ProviderOptions provider, SessionsOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _newest;

    /// <summary>The moment for a session that begins now, in Unix milliseconds: later than all marks and beginnings before it.</summary>
    public long BeginningMoment() => NextMoment(1);

    /// <summary>A user signed out here.</summary>
    public Task RevokeAsync(Session session, CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromSeconds(session.EndsAt - clock.GetUtcNow().ToUnixTimeSeconds());
        return left > TimeSpan.Zero ? MarkAsync("session", session.Id, left, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>The provider ended one session.</summary>
    public Task RevokeProviderSessionAsync(string providerSession, CancellationToken cancellationToken) =>
        MarkAsync("sid", Scoped(providerSession), options.AbsoluteLifetime, cancellationToken);

    /// <summary>The provider ended every session of a user.</summary>
    public Task RevokeUserAsync(string subject, CancellationToken cancellationToken) =>
        MarkAsync("sub", Scoped(subject), options.AbsoluteLifetime, cancellationToken);

    /// <summary>The provider ended a session of a user that may be any of those for which it gave us no name.</summary>
    public Task RevokeUnnamedAsync(string subject, CancellationToken cancellationToken) =>
        MarkAsync("sub-without-sid", Scoped(subject), options.AbsoluteLifetime, cancellationToken);

    /// <summary>Takes the one use of a logout token; false for a replay.</summary>
    public Task<bool> ClaimAsync(string tokenId, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        state.PutIfAbsentAsync(Key("jti", Scoped(tokenId)), new byte[] { 1 }, timeToLive, cancellationToken);

    public async Task<bool> IsRevokedAsync(Session session, CancellationToken cancellationToken)
    {
        if (await state.GetAsync(Key("session", session.Id), cancellationToken) is not null
            || await IsMarkedAsync("sub", session.Subject, session, cancellationToken))
        {
            return true;
        }

        return session.ProviderSession is { } name
            ? await IsMarkedAsync("sid", name, session, cancellationToken)
            : await IsMarkedAsync("sub-without-sid", session.Subject, session, cancellationToken);
    }

    /// <summary>When this one session was ended by an answer to its own browser; null when it was not.</summary>
    public async Task<DateTimeOffset?> EndedAtAsync(Session session, CancellationToken cancellationToken) =>
        await state.GetAsync(Key("session", session.Id), cancellationToken) is { Value: { Length: sizeof(long) } moment }
            ? DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(moment.Span))
            : null;

    private Task MarkAsync(string kind, string name, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var moment = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, NextMoment(0));
        return state.PutAsync(Key(kind, name), moment, timeToLive, cancellationToken);
    }

    /// <summary>A mark ends what was begun up to its moment: the user may come back.</summary>
    private async Task<bool> IsMarkedAsync(string kind, string name, Session session, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(kind, Scoped(name)), cancellationToken) is { Value: { Length: sizeof(long) } moment }
        && session.StartedAt <= BinaryPrimitives.ReadInt64BigEndian(moment.Span);

    /// <summary>The date in milliseconds, but no earlier than the newest moment given out here plus <paramref name="step"/>.</summary>
    private long NextMoment(long step)
    {
        lock (_gate)
        {
            return _newest = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), _newest + step);
        }
    }

    private string Scoped(string name) => $"{provider.Issuer} {name}";

    /// <summary>A hash, so that the store alone names nobody.</summary>
    private static string Key(string kind, string name) =>
        $"revoked/{kind}/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
