using System.Text.Json;
using System.Text.Json.Nodes;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Logout tokens as anybody may send them.</summary>
internal static class LogoutTokens
{
    private static readonly ProviderKeys Keys = new();

    public static Task<HttpResponseMessage> LogOutAsync(this TestStand stand, string token) => stand.NewBrowser().SendBareAsync(
        "POST", "/api/auth/backchannel-logout", request => request.Content = new FormUrlEncodedContent([new("logout_token", token)]));

    /// <summary>One that is right in all but its signature, by a key that nobody publishes.</summary>
    public static string Forged(this TestStand stand, string? kid = null)
    {
        var now = stand.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = TestStand.ProviderOrigin,
            ["aud"] = "token-exchange-demo",
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = "88421113",
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        var header = new Dictionary<string, JsonElement> { ["kid"] = JsonSerializer.SerializeToElement(kid ?? Guid.NewGuid().ToString()) };
        return Keys.Sign(claims, new TokenTwist(Header: header), "", "logout+jwt");
    }
}
