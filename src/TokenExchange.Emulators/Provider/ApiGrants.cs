using System.Text.Json.Nodes;

namespace TokenExchange.Emulators.Provider;

/// <summary>Grants for the token of one API: <c>client_credentials</c>, token exchange (RFC 8693) and Entra ID's on-behalf-of.</summary>
internal sealed class ApiGrants(DevProviderOptions options, Grants grants, AccessTokens accessTokens, TimeProvider clock)
{
    public const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string OnBehalfOf = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>The response; null when the grant type is another one.</summary>
    public JsonObject? Answer(IFormCollection form) => form["grant_type"].ToString() switch
    {
        "client_credentials" => Issue(form, Application(), null),
        Exchange when form["subject_token_type"] != AccessTokenType => TokenEndpoint.Error("invalid_request"),
        Exchange => For(form, form["subject_token"].ToString(), AccessTokenType),
        OnBehalfOf when form["requested_token_use"] != "on_behalf_of" || form["scope"].Count == 0 => TokenEndpoint.Error("invalid_request"),
        OnBehalfOf => For(form, form["assertion"].ToString(), null),
        _ => null,
    };

    private JsonObject For(IFormCollection form, string subjectToken, string? issuedType) =>
        grants.ExchangeError is { } error ? TokenEndpoint.Error(error)
        : grants.FindAccessToken(subjectToken) is { } subject ? Issue(form, subject.Family.Session, issuedType) : TokenEndpoint.Error("invalid_grant");

    private JsonObject Issue(IFormCollection form, ProviderSession session, string? issuedType)
    {
        var api = (string?)form["audience"] ?? (string?)form["resource"] ?? options.ApiId;
        var family = new Family(session, options.ClientId) { Audience = api, Scope = form["scope"].ToString() };
        var answer = new JsonObject
        {
            ["access_token"] = accessTokens.Issue(family),
            ["token_type"] = "Bearer",
            ["expires_in"] = options.AccessTokenSeconds,
            ["scope"] = family.Scope,
        };
        if (issuedType is not null)
        {
            answer["issued_token_type"] = issuedType;
        }

        return answer;
    }

    /// <summary>The application as the subject of its own token, as many providers name it: by its client identifier.</summary>
    private ProviderSession Application() =>
        new(Grants.Random(), new DevUser(options.ClientId, options.ClientId, options.ClientId, ""), clock.GetUtcNow().ToUnixTimeSeconds(), "0");
}
