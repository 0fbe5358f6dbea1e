using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.ApiTokens;

/// <summary>What the response to a request for an API's token means.</summary>
internal static class ApiTokenReply
{
    /// <summary>The token, or the error. A refusal that the same request would meet again is an error of the settings, not an outage.</summary>
    public static Outcome<ApiToken> Read(TokenReply reply) => reply switch
    {
        TokenReply.Granted { Tokens: { AccessToken: { Length: > 0 } token } tokens } => new ApiToken(token, tokens.ExpiresIn),
        TokenReply.Granted => Catalogue.ProviderResponseInvalid.WithReason("The token response has no access_token."),
        TokenReply.GrantRefused => Catalogue.Misconfigured.WithReason("The token endpoint returned invalid_grant for a grant of the application."),
        TokenReply.Failed { IsRefusal: true, Failure: { Status: >= 500 } refusal } => Catalogue.Misconfigured.WithReason(refusal.Reason),
        TokenReply.Failed { Failure: var failure } => failure,
        _ => throw new InvalidOperationException("A token reply of an unknown kind."),
    };
}
