using System.Text.Json.Nodes;

namespace TokenExchange.Emulators.Provider;

/// <summary>Issues access tokens: opaque ones, or JWTs that an API verifies with the provider's keys (RFC 9068).</summary>
internal sealed class AccessTokens(DevProviderOptions options, Grants grants, ProviderKeys keys, TimeProvider clock)
{
    public string Issue(Family family)
    {
        if (!options.IsJwtFor(family.Audience))
        {
            return grants.AddAccessToken(family, options.AccessTokenSeconds);
        }

        var token = IssuedAccessToken.Create(family, clock.GetUtcNow(), options.AccessTokenSeconds);
        var value = keys.Sign(Claims(token), new TokenTwist(), "", "at+jwt");
        grants.AddAccessToken(value, token);
        return value;
    }

    /// <summary>RFC 9068 section 2.2.</summary>
    private JsonObject Claims(IssuedAccessToken token) => new()
    {
        ["iss"] = options.Issuer,
        ["aud"] = token.Family.Audience,
        ["sub"] = token.Family.Session.User.Subject,
        ["client_id"] = token.Family.ClientId,
        ["exp"] = token.Until.ToUnixTimeSeconds(),
        ["iat"] = token.IssuedAt.ToUnixTimeSeconds(),
        ["jti"] = token.Id,
        ["scope"] = token.Family.Scope,
        ["auth_time"] = token.Family.Session.AuthTime,
        ["acr"] = token.Family.Session.Acr,
    };
}
