using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Sessions;

/// <summary>The key for cookies that one version of the vault secret gives, and the public mark by which a cookie names it.</summary>
internal sealed class SealKey
{
    /// <summary>Length of the mark, in bytes. A collision only means that a second key is tried.</summary>
    public const int IdLength = 8;

    /// <summary>Least length of the secret's text, in bytes of UTF-8: 32 random bytes are 44 in Base64.</summary>
    public const int LeastSecretLength = 32;

    private readonly byte[] _master;
    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    private SealKey(byte[] master, byte[] id) => (_master, Id) = (master, id);

    /// <summary>Not secret; derived from the key, so that it says nothing about the vault.</summary>
    public byte[] Id { get; }

    /// <summary>Derives the key (HKDF, RFC 5869), or gives the reason why the secret cannot be one.</summary>
    public static Outcome<SealKey> Derive(SecretValue value)
    {
        if (SecretText.Fault(value) is { } fault)
        {
            return Catalogue.Misconfigured.WithReason(fault);
        }

        var secret = Encoding.UTF8.GetBytes(value.Reveal());
        if (secret.Length < LeastSecretLength)
        {
            return Catalogue.Misconfigured.WithReason($"is shorter than {LeastSecretLength} bytes");
        }

        var master = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "token-exchange seal 1 master"u8.ToArray());
        var id = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, IdLength, info: "token-exchange seal 1 id"u8.ToArray());
        return new SealKey(master, id);
    }

    /// <summary>The AES-256 key of one purpose: a value sealed for one cookie does not open as another. Purposes are three constants.</summary>
    public byte[] For(string purpose) => _keys.GetOrAdd(
        purpose, name => HKDF.Expand(HashAlgorithmName.SHA256, _master, 32, Encoding.UTF8.GetBytes("token-exchange seal 1 " + name)));

    public bool IsNamed(ReadOnlySpan<byte> id) => id.SequenceEqual(Id);
}
