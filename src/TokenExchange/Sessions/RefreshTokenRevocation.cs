using TokenExchange.Provider;

namespace TokenExchange.Sessions;

/// <summary>Revokes a refresh token at the provider (RFC 7009): the newest one that is known of its session.</summary>
internal sealed class RefreshTokenRevocation(RefreshCoordinator refreshes, TokenEndpoint provider)
{
    /// <summary>How long a refresh that happens to run is waited for; with the revocation's own four seconds a logout ends within ten.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    /// <summary>Never under a caller's token: who signs out and closes the tab has signed out.</summary>
    public async Task RevokeAsync(RefreshGrant grant) =>
        await provider.RevokeAsync(await refreshes.NewestAsync(grant, LongestWait));
}
