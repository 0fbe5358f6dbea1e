using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Provider;

/// <summary>private_key_jwt, with our keys address as the client's <c>jwks_uri</c>: the provider fetches it over HTTP, as in production.</summary>
public sealed class ClientKeyTests
{
    [ProviderTheory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task An_assertion_signed_with_a_key_of_the_vault_is_taken(string algorithm)
    {
        await using var stage = await SetAsync(Pem(algorithm), algorithm);

        await stage.User.SignInAsync();

        var calls = (await stage.Provider.CallsAsync("/token")).Concat(await stage.Provider.CallsAsync("/request")).ToList();
        Assert.Equal(2, calls.Count);
        var (header, claims) = (calls[0].GetProperty("assertion").GetProperty("header"), calls[0].GetProperty("assertion").GetProperty("claims"));
        Assert.Equal(algorithm, header.GetProperty("alg").GetString());
        Assert.Equal(stage.Provider.Issuer, claims.GetProperty("aud").GetString()); // the issuer alone, and no list
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 1, 60);
        Assert.Equal(2, calls.Select(call => call.GetProperty("assertion").GetProperty("claims").GetProperty("jti").GetString()).Distinct().Count());
    }

    [ProviderFact]
    public async Task A_certificate_of_the_vault_signs_too()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await using var stage = await SetAsync(Convert.ToBase64String(certificate.Export(X509ContentType.Pfx)), "RS256");

        await stage.User.SignInAsync();
    }

    [ProviderFact]
    public async Task The_keys_address_shows_public_halves_alone()
    {
        await using var stage = await SetAsync(Pem("ES256"), "ES256");

        var keys = await stage.User.SendAsync(HttpMethod.Get, stage.Gateway.Origin + "/api/auth/keys");

        var key = Assert.Single(keys.Json.GetProperty("keys").EnumerateArray());
        Assert.False(key.TryGetProperty("d", out _));
        Assert.Equal("sig", key.GetProperty("use").GetString());
    }

    [ProviderFact]
    public async Task After_a_rotation_in_the_vault_both_halves_are_shown_and_logins_go_on()
    {
        await using var stage = await SetAsync(Pem("ES256"), "ES256");
        await stage.User.SignInAsync(); // the provider has a copy of the key set, which knows the first key alone
        await stage.Gateway.PutSecretAsync("oidc-client", Pem("ES256"));

        await Until.TrueAsync("both versions' public halves are shown", async () =>
            (await stage.User.SendAsync(HttpMethod.Get, stage.Gateway.Origin + "/api/auth/keys")).Json.GetProperty("keys").GetArrayLength() == 2);
        await stage.User.SignInAsync(); // whichever key signs first, the provider's copy of the key set costs no login
    }

    private static Task<Stage> SetAsync(string secret, string algorithm) => Stage.SetAsync(
        new { tokenAuthMethods = new[] { "private_key_jwt" }, clientAssertionAlgs = new[] { algorithm } },
        [("TokenExchange:Provider:Credential:Kind", "private-key-jwt"), ("TokenExchange:KeyVault:RefreshInterval", "00:00:10")],
        secret,
        new() { ["token_endpoint_auth_method"] = "private_key_jwt" });

    private static string Pem(string algorithm)
    {
        if (algorithm == "ES256")
        {
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return ec.ExportPkcs8PrivateKeyPem();
        }

        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }
}
