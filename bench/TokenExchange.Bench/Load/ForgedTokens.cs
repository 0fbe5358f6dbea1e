using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Load;

/// <summary>Tokens that an attacker can make: he knows the issuer and the client, and has no key of the provider.</summary>
internal static class ForgedTokens
{
    /// <summary>A logout token whose claims are right, with an unknown <c>kid</c> and a random signature.</summary>
    public static string Logout(string issuer)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["aud"] = BenchSettings.Client,
            ["iat"] = now,
            ["exp"] = now + 900,
            ["jti"] = Surroundings.Random(16),
            ["sub"] = "88421113",
            ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new { } },
        };
        return $"{Part("""{"alg":"RS256","kid":"unknown","typ":"logout+jwt"}""")}.{Part(JsonSerializer.Serialize(claims))}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(256))}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
