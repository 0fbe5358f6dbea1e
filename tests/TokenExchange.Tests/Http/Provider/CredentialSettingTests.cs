using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>How the client proves itself, where a provider wants it otherwise than its discovery document says.</summary>
public sealed class CredentialSettingTests : TestStand
{
    private static readonly string TeamKey = EcKey();

    [Theory]
    [InlineData("client_secret_post", "client_secret_basic", false)]
    [InlineData("client_secret_basic", "client_secret_post", true)]
    [InlineData("auto", "client_secret_post", false)]
    [InlineData("auto", "client_secret_basic", true)]
    public async Task The_secret_travels_as_the_setting_says(string method, string listed, bool isInHeader)
    {
        Provider.MetadataTwists["token_endpoint_auth_methods_supported"] = new[] { listed };
        Settings["TokenExchange:Provider:Credential:Method"] = method;
        await this.StartFirstAsync();

        await NewBrowser().SignInAsync();

        var call = Log.Of("provider").Single(row => row.Endpoint == "token");
        Assert.Equal(isInHeader, !call.Form.ContainsKey("client_secret"));
    }

    [Theory]
    [InlineData("issuer", "auto", null, ProviderOrigin, "RS256")]
    [InlineData("token-endpoint", "auto", null, ProviderOrigin + "/token", "RS256")]
    [InlineData("issuer", "auto", "RS256 PS256", ProviderOrigin, "PS256")]
    [InlineData("issuer", "auto", "RS256", ProviderOrigin, "RS256")]
    [InlineData("issuer", "auto", "RS512", ProviderOrigin, "PS256")]
    [InlineData("issuer", "RS256", "RS256 PS256", ProviderOrigin, "RS256")]
    [InlineData("issuer", "PS256", "RS256", ProviderOrigin, "PS256")]
    public async Task The_assertion_has_the_audience_and_the_algorithm_of_the_settings(string audience, string algorithm, string? listed, string expectedAudience, string expectedAlgorithm)
    {
        using var key = RSA.Create(2048);
        Vault.Put("private-key", key.ExportPkcs8PrivateKeyPem());
        Provider.MetadataTwists["token_endpoint_auth_signing_alg_values_supported"] = listed?.Split(' ');
        Settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Settings["TokenExchange:Provider:Credential:SecretName"] = "private-key";
        Settings["TokenExchange:Provider:Credential:Audience"] = audience;
        Settings["TokenExchange:Provider:Credential:Algorithm"] = algorithm;

        var (head, claims) = Parts(await SentAsync("client_assertion"));

        Assert.Equal(expectedAlgorithm, head.GetProperty("alg").GetString());
        Assert.Equal(expectedAudience, claims.GetProperty("aud").GetString());
    }

    [Theory]
    [InlineData(null, "JWT")]
    [InlineData("JWT", "JWT")]
    [InlineData("client-authentication+jwt", "client-authentication+jwt")]
    public async Task The_assertion_has_the_token_type_of_the_settings(string? type, string expected)
    {
        Vault.Put("private-key", EcKey());
        Settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Settings["TokenExchange:Provider:Credential:SecretName"] = "private-key";
        if (type is not null)
        {
            Settings["TokenExchange:Provider:Credential:TokenType"] = type;
        }

        var (head, _) = Parts(await SentAsync("client_assertion"));

        Assert.Equal(expected, head.GetProperty("typ").GetString());
    }

    [Theory]
    [InlineData("ES256", true)]
    [InlineData("RS256", false)]
    [InlineData("PS256", false)]
    public async Task A_key_that_cannot_sign_with_the_algorithm_of_the_settings_is_not_used(string algorithm, bool isRsa)
    {
        using var rsa = RSA.Create(2048);
        Vault.Put("private-key", isRsa ? rsa.ExportPkcs8PrivateKeyPem() : EcKey());
        Settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Settings["TokenExchange:Provider:Credential:SecretName"] = "private-key";
        Settings["TokenExchange:Provider:Credential:Algorithm"] = algorithm;
        await this.StartFirstAsync();
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "misconfigured", "retry");

        Assert.Equal(0, ProviderCalls("token"));
        Assert.Empty((await (await browser.FetchAsync("GET", "/api/auth/keys")).JsonAsync()).GetProperty("keys").EnumerateArray());
        Assert.Contains(Logs.Lines, line => line.Id == 1102 && line.Text.Contains($"but {algorithm} needs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_secret_of_Apple_is_a_short_lived_token_that_the_team_s_key_signs()
    {
        this.UseApple(TeamKey);

        var secret = await SentAsync("client_secret");

        var (head, claims) = Parts(secret);
        Assert.Equal(("ES256", AppleSettings.KeyId), (head.GetProperty("alg").GetString(), head.GetProperty("kid").GetString()));
        Assert.Equal(AppleSettings.TeamId, claims.GetProperty("iss").GetString());
        Assert.Equal("token-exchange-demo", claims.GetProperty("sub").GetString());
        Assert.Equal("https://appleid.apple.com", claims.GetProperty("aud").GetString());
        Assert.Equal(300, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        using var key = ECDsa.Create();
        key.ImportFromPem(TeamKey);
        var end = secret.LastIndexOf('.');
        Assert.True(key.VerifyData(System.Text.Encoding.ASCII.GetBytes(secret[..end]), Base64Url.DecodeFromChars(secret.AsSpan(end + 1)), HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task An_RSA_key_is_none_of_Apple_s()
    {
        using var key = RSA.Create(2048);
        this.UseApple(key.ExportPkcs8PrivateKeyPem());
        await this.StartFirstAsync();
        var browser = NewBrowser();

        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "misconfigured", "retry");
    }

    [Fact]
    public async Task A_team_s_key_is_not_published()
    {
        this.UseApple(TeamKey);
        await this.StartFirstAsync();

        Assert.Empty((await (await NewBrowser().FetchAsync("GET", "/api/auth/keys")).JsonAsync()).GetProperty("keys").EnumerateArray());
    }

    /// <summary>A field of the token call that a login makes; the provider's answer does not matter.</summary>
    private async Task<string> SentAsync(string field)
    {
        await this.StartFirstAsync();
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));
        using var spy = new FormSpy(Network["login.example.test"]);
        Network.Add("login.example.test", spy);
        var browser = NewBrowser();
        await browser.ExchangeAsync(await browser.AuthorizeAsync());
        return Assert.Single(spy.Forms)[field]!;
    }

    private static (JsonElement Head, JsonElement Claims) Parts(string token)
    {
        var parts = token.Split('.').Take(2).Select(part => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement).ToList();
        return (parts[0], parts[1]);
    }

    /// <summary>The log of the emulators keeps no secrets; this does.</summary>
    private sealed class FormSpy(HttpMessageHandler provider) : DelegatingHandler(provider)
    {
        public List<Dictionary<string, StringValues>> Forms { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/token")
            {
                await request.Content!.LoadIntoBufferAsync(cancellationToken);
                Forms.Add(QueryHelpers.ParseQuery(await request.Content.ReadAsStringAsync(cancellationToken)));
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    private static string EcKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
