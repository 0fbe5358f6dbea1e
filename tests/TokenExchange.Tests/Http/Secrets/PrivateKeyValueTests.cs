using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Versions of the client's private key that cannot sign: they are named, and the version before signs (ADR 0031).</summary>
[StateIndependent]
public sealed class PrivateKeyValueTests() : TestStand(settings =>
{
    settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
    settings["TokenExchange:Provider:Credential:SecretName"] = "private-key";
})
{
    public static TheoryData<string> Unusable { get; } =
        ["words", "empty", "RSA 1024", "P-384", "public half", "encrypted", "two keys", "certificate of another key", "PKCS#12 with a password", "certificate without a key", "EC with explicit parameters"];

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_version_that_cannot_sign_is_named_and_the_version_before_signs(string kind)
    {
        Vault.Put("private-key", Pem());
        var kid = Assert.Single(await KeysAsync());
        Vault.Put("private-key", Value(kind));
        Clock.Advance(TimeSpan.FromMinutes(6));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}"""));
        var browser = NewBrowser();

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync());

        await answer.RefusedAsync(400, "code_rejected"); // the provider was asked
        Assert.Equal([kid], await KeysAsync());
        Assert.Contains("client-credential", Assert.Single(Logs.Lines, line => line.Id == 1102).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_published_before_it_signs()
    {
        Vault.Put("private-key", Pem());
        Vault.Put("private-key", Pem(), notBefore: Clock.GetUtcNow().AddDays(1));

        Assert.Equal(2, (await KeysAsync()).Count);
        Clock.Advance(TimeSpan.FromMinutes(6));
        Vault.SetEnabled("private-key", Vault.Versions("private-key")[1].Version, false);
        Clock.Advance(TimeSpan.FromMinutes(6));
        var browser = NewBrowser();
        await (await browser.ExchangeAsync(await browser.AuthorizeAsync())).RefusedAsync(503, "misconfigured", "retry");
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task With_no_other_version_the_log_says_why(string kind)
    {
        Vault.Put("private-key", Value(kind));
        var browser = NewBrowser();

        var answer = await browser.ExchangeAsync(await browser.AuthorizeAsync());

        await answer.RefusedAsync(503, "misconfigured", "retry");
        Assert.Empty(await KeysAsync());
        Assert.Contains(Logs.Lines, line => line.Id == 1001 && line.Text.Contains("client-credential (Provider:Credential:SecretName)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\uFEFF{pem}\r\n\r\n")]
    [InlineData("  {pem}")]
    public async Task White_space_and_a_byte_order_mark_around_a_key_do_not_matter(string form)
    {
        var pem = Pem();
        Vault.Put("private-key", form.Replace("{pem}", pem.ReplaceLineEndings("\r\n"), StringComparison.Ordinal));

        Assert.Single(await KeysAsync());
        Assert.DoesNotContain(Logs.Lines, line => line.Id == 1102);
    }

    [Fact]
    public async Task A_certificate_in_base64_with_line_breaks_is_read()
    {
        using var key = RSA.Create(2048);
        using var certificate = Certificate(key);
        Vault.Put("private-key", "\uFEFF" + Convert.ToBase64String(certificate.Export(X509ContentType.Pfx), Base64FormattingOptions.InsertLineBreaks) + "\r\n");

        Assert.Single(await KeysAsync());
    }

    [Fact]
    public async Task Calls_for_keys_that_do_not_exist_read_the_vault_once_a_second_at_most()
    {
        Assert.Empty(await KeysAsync());
        var calls = VaultCalls;

        for (var i = 0; i < 10; i++)
        {
            Assert.Empty(await KeysAsync());
        }

        Assert.Equal(calls, VaultCalls);
    }

    private static string Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Value(string kind)
    {
        using var rsa = RSA.Create(2048);
        using var weak = RSA.Create(1024);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = Certificate(rsa);
        return kind switch
        {
            "words" => "not a key",
            "empty" => "\r\n",
            "RSA 1024" => weak.ExportPkcs8PrivateKeyPem(),
            "P-384" => other.ExportPkcs8PrivateKeyPem(),
            "public half" => rsa.ExportSubjectPublicKeyInfoPem(),
            "encrypted" => rsa.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)),
            "two keys" => rsa.ExportPkcs8PrivateKeyPem() + "\n" + Pem(),
            "certificate of another key" => Pem() + "\n" + certificate.ExportCertificatePem(),
            "PKCS#12 with a password" => Convert.ToBase64String(certificate.Export(X509ContentType.Pfx, "password")),
            "certificate without a key" => certificate.ExportCertificatePem(),
            "EC with explicit parameters" => ExplicitParameters,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static X509Certificate2 Certificate(RSA key)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var body = await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).JsonAsync();
        return [.. body.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }

    private static string ExplicitParameters
    {
        get
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return key.ExportExplicitParameters(includePrivateParameters: true) is var parts && ECDsa.Create(parts) is { } made ? made.ExportPkcs8PrivateKeyPem() : "";
        }
    }
}
