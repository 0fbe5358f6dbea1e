using System.Security.Cryptography;
using System.Text;
using TokenExchange.SharedState;

namespace TokenExchange.Sessions;

/// <summary>Marks of ended sessions, kept as long as a copied cookie could live.</summary>
internal sealed class Revocations(ISharedState state, TimeProvider clock)
{
    private static readonly byte[] Mark = [1];

    public Task RevokeAsync(Session session, CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromSeconds(session.EndsAt - clock.GetUtcNow().ToUnixTimeSeconds());
        return left > TimeSpan.Zero ? state.PutAsync(Key(session), Mark, left, cancellationToken) : Task.CompletedTask;
    }

    public async Task<bool> IsRevokedAsync(Session session, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(session), cancellationToken) is not null;

    /// <summary>A hash, so that the store alone names no session.</summary>
    private static string Key(Session session) =>
        "revoked/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session.Id)));
}
