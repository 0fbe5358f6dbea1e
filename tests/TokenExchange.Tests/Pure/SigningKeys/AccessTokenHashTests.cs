using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Tests.Pure;

/// <summary><c>at_hash</c> binds the ID token to the access token beside it (OpenID Connect Core 1.0 section 3.1.3.6).</summary>
public sealed class AccessTokenHashTests
{
    private readonly PaperProvider _provider = new();

    [Theory]
    [InlineData("RS256", "RS384", false)]
    [InlineData("RS256", "RS256", true)]
    [InlineData("RS384", "RS384", true)]
    [InlineData("PS512", "PS512", true)]
    [InlineData("PS512", "RS256", false)]
    public async Task The_hash_of_the_access_token_is_of_the_signature_s_algorithm(string algorithm, string hashOf, bool isAccepted) =>
        Assert.Equal(
            isAccepted ? null : "id_token_invalid", await _provider.VerifyAsync(PaperProvider.TokenOf(algorithm, "k1", PaperKey.Rsa, _provider.Claims(AtHash(hashOf)))));

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(1)]
    public async Task The_hash_of_another_access_token_is_refused(object hash) =>
        Assert.Equal("id_token_invalid", await _provider.VerifyAsync(_provider.Token(("at_hash", hash))));

    private static (string Name, object? Value) AtHash(string algorithm)
    {
        var token = Encoding.ASCII.GetBytes(PaperProvider.AccessToken);
        var hash = algorithm[2..] switch
        {
            "384" => SHA384.HashData(token),
            "512" => SHA512.HashData(token),
            _ => SHA256.HashData(token),
        };
        return ("at_hash", Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2)));
    }
}
