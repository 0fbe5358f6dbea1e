using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Emulators.Provider;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Local;

/// <summary>The dev provider accepts a client's assertion only as RFC 7523 section 3 demands.</summary>
public sealed class ClientAssertionTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ClientAssertions _assertions;

    public ClientAssertionTests() => _assertions = new ClientAssertions(new DevProviderOptions { Issuer = TestStand.ProviderOrigin, ClientSecrets = [] }, _clock)
    {
        KeySet = _ => Task.FromResult(JsonSerializer.Serialize(new { keys = new[] { JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(_key) { KeyId = "known" }) } })),
    };

    public void Dispose()
    {
        _assertions.Dispose();
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task An_assertion_is_accepted_once()
    {
        var assertion = Sign(_key);

        Assert.True(await IsAcceptedAsync(assertion));
        Assert.False(await IsAcceptedAsync(assertion));
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("subject")]
    [InlineData("expired")]
    [InlineData("key")]
    [InlineData("kid")]
    public async Task An_assertion_with_a_defect_is_rejected(string defect) => Assert.False(await IsAcceptedAsync(Sign(defect == "key" ? _other : _key, defect)));

    [Fact]
    public async Task Without_a_key_set_of_the_client_none_is_accepted()
    {
        _assertions.KeySet = null;

        Assert.False(await IsAcceptedAsync(Sign(_key)));
    }

    private Task<bool> IsAcceptedAsync(string assertion) => _assertions.IsClientAsync(
        new FormCollection(new()
        {
            ["client_id"] = "token-exchange-demo",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        }),
        TestContext.Current.CancellationToken);

    private string Sign(ECDsa key, string defect = "") => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = defect == "issuer" ? "another" : "token-exchange-demo",
        Audience = defect == "audience" ? "https://another.example.test" : TestStand.ProviderOrigin,
        Claims = new Dictionary<string, object> { ["sub"] = defect == "subject" ? "another" : "token-exchange-demo", ["jti"] = "1" },
        IssuedAt = _clock.GetUtcNow().UtcDateTime,
        Expires = _clock.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(defect == "expired" ? -1 : 60),
        SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = defect == "kid" ? "unknown" : "known" }, SecurityAlgorithms.EcdsaSha256),
    });
}
