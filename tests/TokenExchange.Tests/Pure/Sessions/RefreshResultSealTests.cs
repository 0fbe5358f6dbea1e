using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>Results of refreshes, sealed under a key that only the old refresh cookie gives.</summary>
public sealed class RefreshResultSealTests
{
    private static readonly RefreshGrant Grant = new() { SessionId = "session-1", RefreshToken = "old", Generation = 3 };

    private static readonly RefreshResult.Refreshed Result = new(
        new TokenSet("access", TimeSpan.FromSeconds(299.5), "new", null), DateTimeOffset.FromUnixTimeMilliseconds(1_773_576_000_123), null, Grant.Next("new"));

    private readonly RefreshResultSeal _seal = Seal();

    [Fact]
    public void What_was_sealed_opens_with_the_grant_it_was_sealed_for() =>
        Assert.Equal(Result, _seal.Open(Grant, _seal.Close(Grant, Result)));

    [Fact]
    public void A_provider_that_does_not_rotate_keeps_its_token()
    {
        var result = Result with { Tokens = Result.Tokens with { RefreshToken = null }, Next = Grant.Next(null) };

        Assert.Equal(result, _seal.Open(Grant, _seal.Close(Grant, result)));
    }

    [Fact]
    public void That_a_grant_has_ended_is_a_result_too() => Assert.IsType<RefreshResult.Ended>(_seal.Open(Grant, _seal.Close(Grant, new RefreshResult.Ended())));

    [Fact]
    public void An_id_token_that_was_verified_comes_back()
    {
        var text = new PaperProvider().Token(("name", "Alice"));
        Assert.True(SigningKeys.CompactToken.TryParse(text, out var idToken));

        var opened = Assert.IsType<RefreshResult.Refreshed>(_seal.Open(Grant, _seal.Close(Grant, Result with { IdToken = idToken })));

        Assert.Equal("Alice", opened.IdToken?.Claim("name"));
    }

    [Fact]
    public void No_other_grant_opens_it_and_each_has_a_name_of_its_own()
    {
        var box = _seal.Close(Grant, Result);
        RefreshGrant[] others =
        [
            Grant with { SessionId = "session-2" }, Grant with { RefreshToken = "old2" }, Grant with { Generation = 4 }, Grant with { Generation = 31 },
            Grant with { SessionId = "session-1 3:old", RefreshToken = "" },
        ];

        Assert.All(others, other => Assert.Null(_seal.Open(other, box)));
        Assert.Equal(others.Length + 1, others.Append(Grant).Select(_seal.NameOf).Distinct().Count());
    }

    [Fact]
    public void Another_client_or_issuer_does_not_open_it()
    {
        var box = _seal.Close(Grant, Result);

        Assert.Null(Seal(client: "other").Open(Grant, box));
        Assert.Null(Seal(issuer: "https://other.example").Open(Grant, box));
        Assert.NotEqual(_seal.NameOf(Grant), Seal(client: "other").NameOf(Grant));
    }

    [Fact]
    public void A_flipped_bit_anywhere_opens_nothing()
    {
        var box = _seal.Close(Grant, Result);

        for (var i = 0; i < box.Length; i++)
        {
            box[i] ^= 1;
            Assert.Null(_seal.Open(Grant, box));
            box[i] ^= 1;
        }

        Assert.All(Enumerable.Range(0, box.Length), length => Assert.Null(_seal.Open(Grant, box.AsSpan(0, length))));
    }

    [Fact]
    public void It_is_sealed_anew_each_time() => Assert.NotEqual(_seal.Close(Grant, Result), _seal.Close(Grant, Result));

    /// <summary>Computed with another implementation (HKDF-SHA256, AES-256-GCM): other instances and versions look for this name and open these bytes.</summary>
    [Fact]
    public void Name_and_form_are_fixed()
    {
        var frame = Convert.FromHexString(
            "01000102030405060708090a0bf1a55125ddfec82acf2eeda735ccfdeddf40ba41d8889a4ea2aa61f20141ab07be4ef377bec7fe3b85cc23f494b9584042d3b3fd312c237a5eab70a0ee234d54a6546dd7");

        Assert.Equal("refresh/a7655af11d39411e1140ad4a07cb9cdd916db3e2ac15de61808993c204a36153", _seal.NameOf(Grant));
        Assert.Equal(Result, _seal.Open(Grant, frame));
    }

    internal static RefreshResultSeal Seal(string client = "client-1", string issuer = "https://issuer.example") => new(new ProviderOptions
    {
        Authority = new Uri(issuer),
        Issuer = issuer,
        MetadataAddress = new Uri("https://issuer.example/.well-known/openid-configuration"),
        ClientId = client,
        Credential = new CredentialOptions { Kind = "managed-identity" },
    });
}
