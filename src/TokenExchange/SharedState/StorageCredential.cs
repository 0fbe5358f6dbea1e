using Azure.Core;

namespace TokenExchange.SharedState;

/// <summary>
/// The identity for the store. Getting its first token can take longer than an attempt: the call goes on when the attempt gives up, and the next attempt
/// finds the token in the identity's cache.
/// </summary>
internal sealed class StorageCredential(TokenCredential identity, TimeProvider clock) : TokenCredential
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The store is called asynchronously.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        await RequestAsync(requestContext).WaitAsync(cancellationToken);

    private async Task<AccessToken> RequestAsync(TokenRequestContext context)
    {
        using var time = new CancellationTokenSource(Longest, clock);
        return await identity.GetTokenAsync(context, time.Token);
    }
}
