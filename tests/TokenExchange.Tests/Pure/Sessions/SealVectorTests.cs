using System.Text;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>
/// Fixed vectors, made by another implementation of HKDF and AES-GCM: cookies that browsers hold today open tomorrow. A change that breaks these ends every session and needs a new format version.
/// </summary>
public sealed class SealVectorTests
{
    private const string Secret = "kJ8V0m3oYw1d0cQq3rJmS9m2bqfXz0uY6g8r1oXnT5E=";

    private static readonly byte[] Nonce = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];

    private static readonly SealKey Key =
        SealKey.Derive(SecretValue.Read(Secret)).Value!;

    public static TheoryData<string, string, string, string> Vectors { get; } = new()
    {
        { "__Host-te-session", "17:__Host-te-session9:client-id22:https://issuer.example19:https://app.example", "{\"i\":\"abc\"}", "ArPNAaNTR0LFAAECAwQFBgcICQoLoVUeTF_VoPsTtIx2roCS10EKcvhwtjgVvW-W" },
        { "__Host-te-refresh", "17:__Host-te-refresh9:client-id22:https://issuer.example19:https://app.example", "", "ArPNAaNTR0LFAAECAwQFBgcICQoL_xfmiIbnJ0SMlkDhLLBRPg" },
        { "__Host-te-tx", "21:__Host-te-tx-0a1b2c3d9:client-id22:https://issuer.example19:https://app.example", "é€😀", "ArPNAaNTR0LFAAECAwQFBgcICQoL9LHBIbDFsk4XNFATaR88XNiAsGPxU8nASA" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_is_sealed_as_ever(string purpose, string context, string plaintext, string expected) =>
        Assert.Equal(expected, SealFrame.Close(Key, purpose, Encoding.UTF8.GetBytes(context), Encoding.UTF8.GetBytes(plaintext), Nonce));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_opens_as_ever(string purpose, string context, string plaintext, string vector)
    {
        var opened = SealFrame.Open(Key, purpose, Encoding.UTF8.GetBytes(context), SealFrame.Read(vector)!);

        Assert.Equal(plaintext, Encoding.UTF8.GetString(opened!));
    }

    [Fact]
    public void A_value_of_format_1_which_bound_no_origin_is_not_there() =>
        Assert.Null(SealFrame.Read("AbPNAaNTR0LFAAECAwQFBgcICQoLoVUeTF_VoPsTtIwV1W6Auoyt2L1qRSXDNesq"));
}
