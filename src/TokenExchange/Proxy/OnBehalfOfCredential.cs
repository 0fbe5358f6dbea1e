using TokenExchange.ApiTokens;

namespace TokenExchange.Proxy;

/// <summary><c>on-behalf-of</c>: the same with Entra ID's own grant (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow).</summary>
internal static class OnBehalfOfCredential
{
    public static RouteCredentialKind Kind { get; } = ExchangedTokenCredential.KindOf(new ExchangeGrant("on-behalf-of", accessToken =>
    [
        new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        new("assertion", accessToken),
        new("requested_token_use", "on_behalf_of"),
    ]));
}
