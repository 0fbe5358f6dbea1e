using System.Collections.Concurrent;
using Azure.Core;

namespace TokenExchange.Operations.Doctor;

/// <summary>
/// The account that is signed in on this machine. Its tokens are kept while they are valid: each one costs a process of az or azd, which takes longer than
/// an attempt at the store may.
/// </summary>
internal sealed class SignedInAccount(TokenCredential account) : TokenCredential
{
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Kept(requestContext) ?? Keep(requestContext, account.GetToken(requestContext, cancellationToken));

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Kept(requestContext) ?? Keep(requestContext, await account.GetTokenAsync(requestContext, cancellationToken));

    private AccessToken? Kept(TokenRequestContext context) =>
        _tokens.TryGetValue(Key(context), out var token) && token.ExpiresOn > TimeProvider.System.GetUtcNow() + Reserve ? token : null;

    private AccessToken Keep(TokenRequestContext context, AccessToken token) => _tokens[Key(context)] = token;

    private static string Key(TokenRequestContext context) => $"{string.Join(' ', context.Scopes)} {context.TenantId} {context.Claims}";
}
