using System.Buffers.Text;
using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.SigningKeys;

namespace TokenExchange.Tests.Pure;

/// <summary>Which members of a key set may verify signatures (RFC 7517 section 5, RFC 8725 section 3.5); the others are ignored.</summary>
public sealed class SigningKeySetTests
{
    private static readonly string Good = PaperKey.Rsa.Jwk("good");

    /// <summary>The values of the keys, which differ in each run: the rows name them, so that a test has the same name in each run.</summary>
    private static readonly (string Name, string Value)[] Values =
    [
        ("<n>", Member(PaperKey.Rsa, "n")), ("<x>", Member(PaperKey.P256, "x")), ("<y>", Member(PaperKey.P256, "y")),
    ];

    public static TheoryData<string> Unusable()
    {
        var (rsa, ec) = (PaperKey.Rsa, PaperKey.P256);
        var (n, x) = (new byte[256], new byte[32]);
        n.AsSpan().Fill(0xff);
        var weak = Base64Url.EncodeToString(n.AsSpan(0, 128));
        var low = n.ToArray();
        low[0] = 0x01; // 2041 bits in 256 bytes
        string[] members =
        [
            "1", "null", "[]", "\"key\"", "{}", """{"kid":"x"}""", """{"kty":"oct","k":"AAAA"}""", """{"kty":"AKP","alg":"ML-DSA-65","pub":"AAAA"}""", """{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""",
            rsa.Jwk("x", ("kty", "rsa")), rsa.Jwk("x", ("kty", 1)), rsa.Jwk("x", ("kty", "EC")), rsa.Jwk("x", ("d", "AAAA")), rsa.Jwk("x", ("k", "AAAA")), ec.Jwk("x", ("d", "AAAA")),
            rsa.Jwk("x", ("use", "enc")), rsa.Jwk("x", ("key_ops", new[] { "encrypt" })), rsa.Jwk("x", ("key_ops", Array.Empty<string>())), rsa.Jwk("x", ("key_ops", "verify")),
            rsa.Jwk("x", ("alg", "RSA-OAEP")), rsa.Jwk("x", ("alg", "HS256")), rsa.Jwk("x", ("alg", "none")), rsa.Jwk("x", ("alg", "ES256")), ec.Jwk("x", ("alg", "ES384")), ec.Jwk("x", ("alg", "RS256")),
            rsa.Jwk("x", ("n", weak)), rsa.Jwk("x", ("n", null)), rsa.Jwk("x", ("n", "")), rsa.Jwk("x", ("n", "not base64!")), rsa.Jwk("x", ("n", 1)), rsa.Jwk("x", ("n", Base64Url.EncodeToString(new byte[256]))),
            rsa.Jwk("x", ("n", Base64Url.EncodeToString(low))), rsa.Jwk("x", ("e", "AQ")), rsa.Jwk("x", ("e", "AAE")), rsa.Jwk("x", ("e", "AA")), rsa.Jwk("x", ("e", "Ag")), rsa.Jwk("x", ("e", null)), rsa.Jwk("x", ("e", "")),
            ec.Jwk("x", ("crv", "secp256k1")), ec.Jwk("x", ("crv", "P-384")), ec.Jwk("x", ("crv", null)), ec.Jwk("x", ("x", null)), ec.Jwk("x", ("y", null)),
            ec.Jwk("x", ("x", Base64Url.EncodeToString(x))), ec.Jwk("x", ("x", Base64Url.EncodeToString(x.AsSpan(0, 31)))), ec.Jwk("x", ("y", Base64Url.EncodeToString(new byte[33]))),
            ec.Jwk("x", ("x", Base64Url.EncodeToString(n.AsSpan(0, 32)))),
            rsa.Jwk("x", ("kid", 1)), rsa.Jwk("x", ("kid", new[] { "good" })), rsa.Jwk("x", ("alg", new[] { "RS256" })), rsa.Jwk("x", ("alg", 1)), rsa.Jwk("x", ("use", 1)), rsa.Jwk("x", ("use", new[] { "sig" })),
            rsa.Jwk("x", ("kty", new[] { "RSA" })), rsa.Jwk("x", ("n", new[] { "AQAB" })), rsa.Jwk("x", ("e", 65537)), rsa.Jwk("x", ("e", new[] { 1, 0, 1 })), rsa.Jwk("x", ("key_ops", 1)), rsa.Jwk("x", ("key_ops", new { })),
            ec.Jwk("x", ("crv", 256)), ec.Jwk("x", ("crv", new[] { "P-256" })), ec.Jwk("x", ("x", 1)), ec.Jwk("x", ("y", new { })), ec.Jwk("x", ("alg", true)),
            rsa.Jwk("x", ("p", "AAAA")), rsa.Jwk("x", ("q", "AAAA")), rsa.Jwk("x", ("qi", "AAAA")), rsa.Jwk("x", ("oth", Array.Empty<string>())),
        ];
        return [.. members.Select(Named)];
    }

    public static TheoryData<string> Malformed =>
    [
        Named(PaperKey.Rsa.Jwk("x", ("key_ops", new[] { 1 }))),
        Named(PaperKey.Rsa.Jwk("x", ("key_ops", new object?[] { null }))),
        Named(PaperKey.Rsa.Jwk("x")).Replace("\"x\"", "\"\\ud800\"", StringComparison.Ordinal),
        Named(PaperKey.Rsa.Jwk("x")).Replace("\"RSA\"", "\"\\ud800\"", StringComparison.Ordinal),
        Named(PaperKey.Rsa.Jwk("x", ("use", "?"))).Replace("\"?\"", "\"\\udc00\"", StringComparison.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_member_that_cannot_verify_is_ignored(string member) =>
        Assert.Equal("good", Assert.Single(SigningKeySet.Parse($$"""{"keys":[{{WithValues(member)}},{{Good}}]}""").Keys).Kid);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_member_does_not_spoil_the_others(string member) =>
        Assert.Contains(SigningKeySet.Parse($$"""{"keys":[{{WithValues(member)}},{{Good}}]}""").Keys, key => key.Kid == "good");

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_set_of_nothing_usable_is_no_key_set(string member) =>
        Assert.Throws<OutageException>(() => SigningKeySet.Parse($$"""{"keys":[{{WithValues(member)}}]}"""));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"keys":[],"\ud800":1}""")]
    [InlineData("""{"keys":"x"}""")]
    [InlineData("<html>")]
    public void What_is_no_key_set_is_refused(string text) => Assert.Throws<OutageException>(() => SigningKeySet.Parse(text));

    [Fact]
    public void A_member_with_a_name_twice_is_refused() =>
        Assert.Throws<OutageException>(() => SigningKeySet.Parse($$"""{"keys":[{"kty":"RSA","kty":"RSA"},{{Good}}]}"""));

    [Theory]
    [InlineData("RS256", "RS256")]
    [InlineData("PS512", "PS512")]
    [InlineData(null, "RS256 RS384 RS512 PS256 PS384 PS512")]
    public void A_key_that_names_its_algorithm_is_used_with_that_alone(string? algorithm, string expected) =>
        Assert.Equal(expected.Split(' '), Read(PaperKey.Rsa.Jwk("x", ("alg", algorithm))).Algorithms);

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public void A_curve_has_one_algorithm(string algorithm) => Assert.Equal([algorithm], Read(PaperKey.For(algorithm).Jwk("x")).Algorithms);

    [Fact]
    public void A_kid_that_two_keys_share_names_both()
    {
        var keys = SigningKeySet.Parse($$"""{"keys":[{{PaperKey.Rsa.Jwk("a")}},{{PaperKey.OtherRsa.Jwk("a")}},{{PaperKey.P256.Jwk("a")}},{{PaperKey.Rsa.Jwk("A")}}]}""");

        Assert.Equal((2, 1, 0, 3), (
            keys.Candidates("a", "RS256").Count, keys.Candidates("a", "ES256").Count, keys.Candidates("b", "RS256").Count, keys.Candidates(null, "RS256").Count));
    }

    [Fact]
    public void The_same_keys_in_another_order_are_the_same_set()
    {
        var (one, two) = (PaperKey.Rsa.Jwk("a"), PaperKey.P256.Jwk("b"));

        Assert.Equal(SigningKeySet.Parse($$"""{"keys":[{{one}},{{two}}]}"""), SigningKeySet.Parse($$"""{ "keys": [{{two}},{{one}}] }"""));
    }

    [Fact]
    public void Another_key_under_the_same_kid_is_another_set() =>
        Assert.NotEqual(SigningKeySet.Parse($$"""{"keys":[{{PaperKey.Rsa.Jwk("a")}}]}"""), SigningKeySet.Parse($$"""{"keys":[{{PaperKey.OtherRsa.Jwk("a")}}]}"""));

    private static string Named(string member) => Values.Aggregate(member, (text, key) => text.Replace(key.Value, key.Name, StringComparison.Ordinal));

    private static string WithValues(string member) => Values.Aggregate(member, (text, key) => text.Replace(key.Name, key.Value, StringComparison.Ordinal));

    private static string Member(PaperKey key, string name) => JsonDocument.Parse(key.Jwk("x")).RootElement.GetProperty(name).GetString()!;

    private static SigningKey Read(string member) => Assert.Single(SigningKeySet.Parse($$"""{"keys":[{{member}}]}""").Keys);
}
