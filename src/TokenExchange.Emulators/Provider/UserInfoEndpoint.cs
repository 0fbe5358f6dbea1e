using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace TokenExchange.Emulators.Provider;

/// <summary>The userinfo endpoint (OpenID Connect Core 1.0 section 5.3): the claims of the token's scopes (section 5.4).</summary>
internal sealed class UserInfoEndpoint(Grants grants)
{
    public async Task HandleAsync(HttpContext context)
    {
        var header = AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var parsed) ? parsed : null;
        if (header is not { Scheme: "Bearer", Parameter: { } token } || grants.FindAccessToken(token) is not { } access)
        {
            // Without credentials there is no error code (RFC 6750 section 3.1).
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = header is null ? "Bearer" : "Bearer error=\"invalid_token\"";
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(Claims(access.Family), context.RequestAborted);
    }

    private static JsonObject Claims(Family family)
    {
        var (user, scopes) = (family.Session.User, family.Scope.Split(' '));
        var claims = new JsonObject { ["sub"] = user.Subject };
        if (scopes.Contains("profile"))
        {
            claims["name"] = user.FullName;
            claims["preferred_username"] = user.Name;
        }

        if (scopes.Contains("email"))
        {
            claims["email"] = user.Email;
        }

        return claims;
    }
}
