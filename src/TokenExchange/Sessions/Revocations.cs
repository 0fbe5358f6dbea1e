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
internal sealed class Revocations(ISharedState state, ProviderOptions provider, SessionsOptions options, TimeProvider clock)
{
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

    /// <summary>Takes the one use of a logout token; false for a replay.</summary>
    public Task<bool> ClaimAsync(string tokenId, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        state.PutIfAbsentAsync(Key("jti", Scoped(tokenId)), new byte[] { 1 }, timeToLive, cancellationToken);

    public async Task<bool> IsRevokedAsync(Session session, CancellationToken cancellationToken)
    {
        if (await IsMarkedAsync("session", session.Id, session, cancellationToken) || await IsMarkedAsync("sub", Scoped(session.Subject), session, cancellationToken))
        {
            return true;
        }

        return session.ProviderSession is { } name && await IsMarkedAsync("sid", Scoped(name), session, cancellationToken);
    }

    private Task MarkAsync(string kind, string name, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var moment = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return state.PutAsync(Key(kind, name), moment, timeToLive, cancellationToken);
    }

    /// <summary>A mark ends what was begun up to its moment: the user may come back.</summary>
    private async Task<bool> IsMarkedAsync(string kind, string name, Session session, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(kind, name), cancellationToken) is { Length: sizeof(long) } moment
        && session.StartedAt <= BinaryPrimitives.ReadInt64BigEndian(moment.Span);

    private string Scoped(string name) => $"{provider.Issuer} {name}";

    /// <summary>A hash, so that the store alone names nobody.</summary>
    private static string Key(string kind, string name) =>
        $"revoked/{kind}/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
