using TokenExchange.Failures;
using TokenExchange.SharedState;

namespace TokenExchange.Sessions;

/// <summary>
/// Which refresh tokens the provider has refused once, on all instances: the second refusal ends the session, whichever instances the two requests reached.
/// With each instance counting for itself, a session would go on for as many failing calls as there are instances.
/// </summary>
internal sealed class RefusedRefreshes(ISharedState state, RefreshHistory history, RefreshResultSeal seal, SessionsOptions options)
{
    private static readonly byte[] Refused = [1];

    /// <summary>The provider has refused this refresh token. In an outage of the store this instance's own memory decides.</summary>
    /// <returns>Whether it had been refused before.</returns>
    public async Task<bool> AddAsync(RefreshGrant grant)
    {
        var isKnown = history.WasRefused(grant);
        try
        {
            return !await state.PutIfAbsentAsync(seal.RefusalOf(grant), Refused, options.IdleLifetime, CancellationToken.None) || isKnown;
        }
        catch (OutageException)
        {
            return isKnown;
        }
    }
}
