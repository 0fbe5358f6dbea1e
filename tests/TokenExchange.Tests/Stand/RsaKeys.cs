using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace TokenExchange.Tests.Stand;

/// <summary>
/// RSA keys for the provider's emulator. Generating one takes 0.2 s of CPU time, and nearly every test starts a provider: each stand gets the same
/// sequence of keys, no two of which are the same.
/// </summary>
internal static class RsaKeys
{
    private static readonly ConcurrentDictionary<int, Lazy<RSAParameters>> Made = new();

    /// <summary>The sequence for one provider, from its beginning.</summary>
    public static Func<RSA> NewSequence()
    {
        var next = -1;
        return () => RSA.Create(Made.GetOrAdd(Interlocked.Increment(ref next), _ => new(Generate)).Value);
    }

    private static RSAParameters Generate()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: true);
    }
}
