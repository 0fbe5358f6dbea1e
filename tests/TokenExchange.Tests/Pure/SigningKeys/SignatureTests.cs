using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Tests.Pure;

/// <summary>Signatures by every algorithm of our list, and tricks with them (RFC 8725 section 2).</summary>
public sealed class SignatureTests
{
    private readonly PaperProvider _provider = new();

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Every_algorithm_of_our_list_verifies(string algorithm)
    {
        _provider.Keys.Add(PaperKey.For(algorithm).Jwk("k2"));

        Assert.Null(await _provider.VerifyAsync(PaperProvider.TokenOf(algorithm, "k2", PaperKey.For(algorithm), _provider.Claims())));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS384")]
    [InlineData("ES256")]
    [InlineData("ES512")]
    public async Task A_changed_signature_is_refused(string algorithm)
    {
        _provider.Keys.Add(PaperKey.For(algorithm).Jwk("k2"));
        var parts = PaperProvider.TokenOf(algorithm, "k2", PaperKey.For(algorithm), _provider.Claims()).Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);
        byte[][] others = [[.. signature.AsSpan(0, signature.Length - 1)], [.. signature, 0], new byte[signature.Length], [(byte)(signature[0] ^ 1), .. signature.AsSpan(1)], [0]];

        foreach (var other in others)
        {
            Assert.Equal("id_token_invalid", await _provider.VerifyAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(other)}"));
        }
    }

    [Fact]
    public async Task A_changed_payload_or_header_is_refused()
    {
        var parts = _provider.Token().Split('.');
        var other = _provider.Token(("sub", "admin")).Split('.');

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync($"{parts[0]}.{other[1]}.{parts[2]}"));
        Assert.Equal("id_token_invalid", await _provider.VerifyAsync($"{PaperKey.Encode("""{"alg":"RS256","kid":"k1"}""")}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task The_public_key_is_no_shared_secret()
    {
        var text = $"{PaperKey.Encode("""{"alg":"HS256","kid":"k1"}""")}.{_provider.Token().Split('.')[1]}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(PaperKey.Rsa.Jwk("k1")), Encoding.ASCII.GetBytes(text));

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync($"{text}.{Base64Url.EncodeToString(mac)}"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES256K")]
    [InlineData("EdDSA")]
    public async Task An_algorithm_beside_our_list_is_refused_without_a_fetch(string algorithm)
    {
        var token = PaperKey.Rsa.Sign("RS256", $$"""{"alg":"{{algorithm}}","kid":"k1"}""", "{}");

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(token));
        Assert.Equal(0, _provider.Fetches);
    }

    [Fact]
    public async Task A_key_bound_to_one_algorithm_verifies_no_other()
    {
        _provider.Keys.Clear();
        _provider.Keys.Add(PaperKey.Rsa.Jwk("k1", ("alg", "PS256")));

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(_provider.Token()));
        Assert.Null(await _provider.VerifyAsync(PaperProvider.TokenOf("PS256", "k1", PaperKey.Rsa, _provider.Claims())));
    }

    [Fact]
    public async Task Of_two_keys_with_one_kid_the_right_one_is_found()
    {
        _provider.Keys.Insert(0, PaperKey.OtherRsa.Jwk("k1"));

        Assert.Null(await _provider.VerifyAsync(_provider.Token()));
    }

    [Theory]
    [InlineData("jku", "https://evil.example/keys")]
    [InlineData("x5u", "https://evil.example/cert")]
    public async Task An_address_in_the_header_is_not_followed(string name, string address)
    {
        var payload = System.Text.Json.JsonSerializer.Serialize(_provider.Claims());
        var token = PaperKey.OtherRsa.Sign("RS256", $$"""{"alg":"RS256","kid":"k1","{{name}}":"{{address}}"}""", payload);

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(token));
    }

    [Fact]
    public async Task A_key_in_the_header_is_not_used()
    {
        var payload = System.Text.Json.JsonSerializer.Serialize(_provider.Claims());
        var token = PaperKey.OtherRsa.Sign("RS256", $$"""{"alg":"RS256","jwk":{{PaperKey.OtherRsa.Jwk(null)}}}""", payload);

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(token));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("' OR 1=1 --")]
    [InlineData("%s%n{0}")]
    [InlineData("https://evil.example")]
    [InlineData("\\u0000")]
    [InlineData("")]
    public async Task A_kid_is_a_look_up_key_and_nothing_else(string kid)
    {
        var token = PaperKey.OtherRsa.Sign("RS256", $$"""{"alg":"RS256","kid":"{{kid}}"}""", System.Text.Json.JsonSerializer.Serialize(_provider.Claims()));

        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(token));
    }
}
