using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using TokenExchange.Failures;
using TokenExchange.SigningKeys;

namespace TokenExchange.Tests.Pure;

/// <summary>Keys of the flawed Infineon library (CVE-2017-15361) can be factored: the modulus shows it.</summary>
public sealed class RocaTests
{
    /// <summary>2048 bits, of two primes k·M + (65537^a mod M), with M the product of the first 126 primes as in keys of this size.</summary>
    private const string Vulnerable =
        "e5def2fb9f3b3f20887adcc447863b7f33e7f25e847749f21061c6280788a9d0e2b1bbad18b4880f96f8c3a1f74a2ce78c066ebb965f9f35303dca8931808a13"
        + "94b54a5ba5633b53010becf34e0c8d67ddd9b4941a729b799f7bb7965cb8db1110554e5b0e8594a13cd5ec4210cac28d9139ff401bc9afdba8ff18052b29f915"
        + "22aed8dd83b1bf1e6d5036ffd4a24122b455727bf5fd4b155e48d7118f346d86c64ca083aaac77320a74ab701231610c4cf016a477561ed65b9cb96146a449b8"
        + "baba5cb6685e59902c55f4992532c7def46523245d8a81a34148aeb6d60f69b4731dcb244772542bfbabd3ba1aa8ddabb56e02a7bbeb9c158a0455c106e315ab";

    private static readonly BigInteger Modulus = BigInteger.Parse("0" + Vulnerable, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [Fact]
    public void A_vulnerable_key_is_left_out_of_the_key_set()
    {
        var jwk = PaperKey.Rsa.Jwk("weak", ("n", Encode(Modulus)));

        Assert.Equal("good", Assert.Single(SigningKeySet.Parse($$"""{"keys":[{{jwk}},{{PaperKey.Rsa.Jwk("good")}}]}""").Keys).Kid);
    }

    [Theory]
    [InlineData(126, 1024)]
    [InlineData(126, 1536)]
    [InlineData(225, 2048)]
    public void Every_modulus_of_the_structure_is_recognized_at_each_key_size(int primes, int bits)
    {
        var product = Primes(primes).Aggregate(BigInteger.One, (all, prime) => all * prime);
        for (var i = 0; i < 20; i++)
        {
            Assert.True(RocaFingerprint.Matches(Factor(product, bits) * Factor(product, bits)));
        }
    }

    [Fact]
    public void A_sound_modulus_is_not()
    {
        var sound = new BigInteger(Convert.FromBase64String(Sound()), isUnsigned: true, isBigEndian: true);

        Assert.False(RocaFingerprint.Matches(sound));
        Assert.False(RocaFingerprint.Matches(Modulus + 2));
    }

    [Fact]
    public void An_even_modulus_is_left_out() =>
        Assert.Throws<OutageException>(() => SigningKeySet.Parse($$"""{"keys":[{{PaperKey.Rsa.Jwk("even", ("n", Encode(Modulus + 1)))}}]}"""));

    /// <summary>A number with the structure; whether it is prime does not matter to the fingerprint.</summary>
    private static BigInteger Factor(BigInteger product, int bits)
    {
        var k = new BigInteger(RandomNumberGenerator.GetBytes((bits - (int)product.GetBitLength() + 7) / 8), isUnsigned: true);
        var a = new BigInteger(RandomNumberGenerator.GetBytes(20), isUnsigned: true);
        return (k * product) + BigInteger.ModPow(65537, a, product);
    }

    private static IEnumerable<int> Primes(int count) =>
        Enumerable.Range(2, 2000).Where(number => Enumerable.Range(2, (int)Math.Sqrt(number) - 1).All(divisor => number % divisor != 0)).Take(count);

    private static string Sound()
    {
        using var rsa = RSA.Create(2048);
        return Convert.ToBase64String(rsa.ExportParameters(includePrivateParameters: false).Modulus!);
    }

    private static string Encode(BigInteger number) => Base64Url.EncodeToString(number.ToByteArray(isUnsigned: true, isBigEndian: true));
}
