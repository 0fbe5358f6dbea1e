using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TokenExchange.Emulators.Provider;

/// <summary>The token and revocation endpoints (RFC 6749 sections 4.1.3 and 6, RFC 7009).</summary>
internal sealed class TokenEndpoint(
    DevProviderOptions options, Grants grants, ClientAuthenticator clients, ProviderKeys keys, AccessTokens accessTokens, TimeProvider clock)
{
    private readonly ApiGrants _apiGrants = new(options, grants, accessTokens, clock);

    private TokenTwist? _next;

    /// <summary>Changes the next ID token or logout token. The last change applies; an empty one changes nothing.</summary>
    public void TwistNext(TokenTwist twist) => Interlocked.Exchange(ref _next, twist);

    public async Task HandleAsync(HttpContext context, IFormCollection form)
    {
        if (await RefuseAsync(context, form))
        {
            return;
        }

        var answer = form["grant_type"].ToString() switch
        {
            "authorization_code" => Redeem(form),
            "refresh_token" => Refresh(form),
            _ => _apiGrants.Answer(form) ?? Error("unsupported_grant_type"),
        };
        context.Response.StatusCode = answer.ContainsKey("error") ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    public async Task RevokeAsync(HttpContext context, IFormCollection form)
    {
        if (!await RefuseAsync(context, form))
        {
            grants.Revoke(form["token"].ToString());
        }
    }

    /// <summary>A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4).</summary>
    public string LogoutToken(string? subject, string? session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = options.Issuer,
            ["aud"] = options.ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Grants.Random(),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        AddUnlessNull(claims, "sub", subject);
        AddUnlessNull(claims, "sid", session);
        return keys.Sign(claims, TakeTwist(), clients.AnySecret, "logout+jwt");
    }

    private async Task<bool> RefuseAsync(HttpContext context, IFormCollection form) =>
        await ClientAuthenticator.RefuseAsync(context, form, await clients.IsClientAsync(context.Request, form));

    private JsonObject Redeem(IFormCollection form)
    {
        var code = grants.TakeCode(form["code"].ToString());
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (code is null || code.RedirectUri != form["redirect_uri"].ToString() || code.CodeChallenge != challenge)
        {
            return Error("invalid_grant");
        }

        return Tokens(code.Family, code.Nonce, grants.AddRefreshToken(code.Family));
    }

    private JsonObject Refresh(IFormCollection form) =>
        grants.UseRefreshToken(form["refresh_token"].ToString()) is { } family
            ? Tokens(family, null, grants.Rules.Rotate ? grants.AddRefreshToken(family) : null)
            : Error("invalid_grant");

    private JsonObject Tokens(Family family, string? nonce, string? refreshToken)
    {
        var accessToken = accessTokens.Issue(family);
        var answer = new JsonObject
        {
            ["access_token"] = accessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = options.AccessTokenSeconds,
            ["id_token"] = IdToken(family.Session, nonce, accessToken),
            ["scope"] = family.Scope,
        };
        AddUnlessNull(answer, "refresh_token", refreshToken);
        return answer;
    }

    private string IdToken(ProviderSession session, string? nonce, string accessToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = options.Issuer,
            ["sub"] = session.User.Subject,
            ["aud"] = options.ClientId,
            ["exp"] = now + 300,
            ["iat"] = now,
            ["auth_time"] = session.AuthTime,
            ["acr"] = session.Acr,
            ["amr"] = new JsonArray("pwd"),
            ["sid"] = session.Id,
            ["name"] = session.User.FullName,
            ["email"] = session.User.Email,
            ["preferred_username"] = session.User.Name,
        };
        AddUnlessNull(claims, "nonce", nonce);
        var twist = TakeTwist();
        claims["at_hash"] = HalfHash(twist.Alg ?? "RS256", accessToken);
        return keys.Sign(claims, twist, clients.AnySecret);
    }

    private TokenTwist TakeTwist() => Interlocked.Exchange(ref _next, null) ?? new TokenTwist();

    private static string HalfHash(string algorithm, string accessToken)
    {
        var bytes = Encoding.ASCII.GetBytes(accessToken);
        var hash = algorithm.EndsWith("384", StringComparison.Ordinal) ? SHA384.HashData(bytes)
            : algorithm.EndsWith("512", StringComparison.Ordinal) ? SHA512.HashData(bytes) : SHA256.HashData(bytes);
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }

    private static void AddUnlessNull(JsonObject target, string name, string? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    public static JsonObject Error(string code) => new() { ["error"] = code, ["error_description"] = "Rejected by the dev provider." };
}
