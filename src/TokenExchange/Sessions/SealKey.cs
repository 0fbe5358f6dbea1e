using System.Collections.Concurrent;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Sessions;

/// <summary>The key for cookies that one version of the vault secret gives, and the public mark by which a cookie names it.</summary>
internal sealed class SealKey
{
    /// <summary>Length of the mark, in bytes. A collision only means that a second key is tried.</summary>
    public const int IdLength = 8;

    private const int KeyLength = 32;

    private readonly byte[] _master;
    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    private SealKey(byte[] master, byte[] id) => (_master, Id) = (master, id);

    /// <summary>Not secret; derived from the key, so that it says nothing about the vault.</summary>
    public byte[] Id { get; }

    /// <summary>Derives the key, or gives the reason why the secret cannot be one.</summary>
    public static Outcome<SealKey> Derive(SecretValue value)
    {
        if (KeyDerivation.Fault(value) is { } fault)
        {
            return Catalogue.Misconfigured.WithReason(fault);
        }

        return new SealKey(KeyDerivation.Derive(value, "seal 1 master", KeyLength), KeyDerivation.Derive(value, "seal 1 id", IdLength));
    }

    /// <summary>The AES-256 key of one purpose: a value sealed for one cookie does not open as another. Purposes are three constants.</summary>
    public byte[] For(string purpose) => _keys.GetOrAdd(purpose, name => KeyDerivation.Expand(_master, "seal 1 " + name, KeyLength));

    public bool IsNamed(ReadOnlySpan<byte> id) => id.SequenceEqual(Id);
}
