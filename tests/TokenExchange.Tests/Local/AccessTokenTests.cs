using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TokenExchange.Tests.Local;

/// <summary>Access tokens of the dev provider that an API verifies by itself (<c>LocalHost:Provider:AccessTokens=jwt</c>, RFC 9068).</summary>
public sealed class AccessTokenTests : IAsyncLifetime
{
    private static readonly string[] Required = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope"];

    private readonly LocalStand _stand = new("--LocalHost:Provider:AccessTokens=jwt");
    private OwnApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        await _stand.InitializeAsync();
        _api = await OwnApi.StartAsync(_stand.Control);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task They_are_signed_with_the_published_keys_and_have_the_claims_of_the_profile()
    {
        using var user = await SignInAsync();

        var token = await VerifyAsync(await _api.TokenAsync(user));

        Assert.Equal("at+jwt", token.Typ);
        Assert.All(Required, name => Assert.True(token.TryGetPayloadValue<object>(name, out _), name));
        Assert.Equal((_stand.Control, "88421113", "token-exchange-demo"), (token.Issuer, token.Subject, token.GetClaim("client_id").Value));
        Assert.Equal(("demo-api", "openid profile email offline_access"), (token.Audiences.Single(), token.GetClaim("scope").Value));
        Assert.Equal(TimeSpan.FromSeconds(300), token.ValidTo - token.IssuedAt);
    }

    [Fact]
    public async Task A_renewed_one_has_its_own_identifier_and_the_newest_key()
    {
        using var user = await SignInAsync();
        var first = await VerifyAsync(await _api.TokenAsync(user));
        await _stand.TurnAsync(_stand.Control, "POST", "provider/keys/rotate", """{"withdrawOld":true}""");
        await _stand.AdvanceAsync(_stand.Control, 299);

        var second = await VerifyAsync(await _api.TokenAsync(user));

        Assert.NotEqual((first.Id, first.Kid), (second.Id, second.Kid));
        Assert.Equal("dev-2", second.Kid);
    }

    [Theory]
    [InlineData("orders", "--TokenExchange:Provider:Audience=orders")]
    [InlineData("https://api.example.test/", "--TokenExchange:Provider:Resource=https://api.example.test/")]
    public async Task Their_audience_is_the_API_that_the_login_asks_for(string audience, string setting)
    {
        using var user = await SignInAsync(setting);

        Assert.Equal(audience, new JsonWebToken(await _api.TokenAsync(user)).Audiences.Single());
    }

    [Fact]
    public async Task Their_scope_is_the_one_that_the_login_asks_for()
    {
        using var user = await SignInAsync("--TokenExchange:Provider:Scopes=openid orders.read");

        Assert.Equal("openid orders.read", new JsonWebToken(await _api.TokenAsync(user)).GetClaim("scope").Value);
    }

    /// <summary>The ID token's <c>at_hash</c> is the hash of the whole token, and the demo API knows it as before.</summary>
    [Fact]
    public async Task The_demo_api_takes_them_too()
    {
        using var user = await SignInAsync();

        using var answer = await user.CallAsync("GET", "/api/proxy/echo/anything");

        Assert.Contains("\"user\":\"88421113\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<LocalUser> SignInAsync(params string[] settings)
    {
        var user = new LocalUser(await _stand.AddGatewayAsync([.. _api.Route, .. settings]));
        Assert.Null(await user.SignInAsync());
        return user;
    }

    private async Task<JsonWebToken> VerifyAsync(string token)
    {
        var jwksUri = (await _api.GetAsync("/.well-known/openid-configuration")).GetProperty("jwks_uri").GetString()!;
        var keys = await _api.GetAsync(new Uri(jwksUri).PathAndQuery);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = _stand.Control,
            ValidAudience = "demo-api",
            ValidTypes = ["at+jwt"],
            LifetimeValidator = (_, expires, _, _) => expires > _stand.Clock.GetUtcNow().UtcDateTime,
            IssuerSigningKeys = new JsonWebKeySet(JsonSerializer.Serialize(keys)).GetSigningKeys(),
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
