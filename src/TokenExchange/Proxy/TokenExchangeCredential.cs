using TokenExchange.ApiTokens;

namespace TokenExchange.Proxy;

/// <summary><c>token-exchange</c>: the session's access token exchanged for one of this API (RFC 8693 section 2.1).</summary>
internal static class TokenExchangeCredential
{
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    public static RouteCredentialKind Kind { get; } = ExchangedTokenCredential.KindOf(new ExchangeGrant("token-exchange", accessToken =>
    [
        new("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        new("subject_token", accessToken),
        new("subject_token_type", AccessTokenType),
        new("requested_token_type", AccessTokenType),
    ]));
}
