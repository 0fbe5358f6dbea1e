using System.Collections.Frozen;
using System.Numerics;

namespace TokenExchange.SigningKeys;

/// <summary>
/// Detects RSA moduli of the flawed Infineon library (ROCA, CVE-2017-15361), which can be factored. Their primes are k·M + (65537^a mod M), where M is
/// the product of the first primes, so that modulo each small prime the modulus is in the group that 65537 generates. A sound modulus is in all of
/// these groups with a probability of about 2^-28.
/// </summary>
internal static class RocaFingerprint
{
    private const int Generator = 65537;

    /// <summary>M has at least the first 39 primes as factors for every key size; these are the last of them and all below.</summary>
    private const int LargestPrime = 167;

    private static readonly (int Prime, FrozenSet<int> Group)[] Groups =
        [.. Enumerable.Range(2, LargestPrime - 1).Where(IsPrime).Select(prime => (prime, Powers(prime).ToFrozenSet()))];

    /// <summary>Whether the modulus has the structure of a vulnerable key.</summary>
    public static bool Matches(BigInteger modulus) => Groups.All(group => group.Group.Contains((int)(modulus % group.Prime)));

    private static bool IsPrime(int number) => Enumerable.Range(2, number - 2).All(divisor => number % divisor != 0);

    /// <summary>The powers of 65537 modulo the prime.</summary>
    private static IEnumerable<int> Powers(int prime)
    {
        var power = 1;
        do
        {
            yield return power;
            power = power * (Generator % prime) % prime;
        }
        while (power != 1);
    }
}
