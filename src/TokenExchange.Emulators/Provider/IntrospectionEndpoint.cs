using System.Text.Json.Nodes;

namespace TokenExchange.Emulators.Provider;

/// <summary>The introspection endpoint (RFC 7662), for the client and for an API with its own credential.</summary>
internal sealed class IntrospectionEndpoint(DevProviderOptions options, Grants grants, ClientAuthenticator clients)
{
    public async Task HandleAsync(HttpContext context, IFormCollection form)
    {
        var caller = clients.Identify(context.Request, form);
        if (await ClientAuthenticator.RefuseAsync(context, form, caller is not null))
        {
            return;
        }

        var token = form["token"].ToString();
        var answer = token.Length == 0 ? TokenEndpoint.Error("invalid_request") : Describe(token, caller!);
        context.Response.StatusCode = answer.ContainsKey("error") ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    /// <summary>
    /// The state of a token. For an API only access tokens for that API are active: the server decides whether the token can be used there (RFC 7662
    /// section 2.2). A token that is not active has no other members.
    /// </summary>
    private JsonObject Describe(string token, string caller)
    {
        var isClient = caller == options.ClientId;
        if (grants.FindAccessToken(token) is { } access && (isClient || access.Family.Audience == caller))
        {
            var answer = Active(access.Family);
            answer["token_type"] = "Bearer";
            answer["aud"] = access.Family.Audience;
            answer["exp"] = access.Until.ToUnixTimeSeconds();
            answer["iat"] = access.IssuedAt.ToUnixTimeSeconds();
            answer["jti"] = access.Id;
            return answer;
        }

        return isClient && grants.FindRefreshToken(token) is { } family ? Active(family) : new JsonObject { ["active"] = false };
    }

    private JsonObject Active(Family family) => new()
    {
        ["active"] = true,
        ["iss"] = options.Issuer,
        ["sub"] = family.Session.User.Subject,
        ["username"] = family.Session.User.Name,
        ["client_id"] = family.ClientId,
        ["scope"] = family.Scope,
    };
}
