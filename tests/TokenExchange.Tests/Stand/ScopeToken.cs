using Azure.Core;

namespace TokenExchange.Tests.Stand;

/// <summary>An account whose tokens say for whom and what they are.</summary>
internal sealed class ScopeToken(string? tenant) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new($"{tenant}|{requestContext.Scopes.Single()}", DateTimeOffset.MaxValue);

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
