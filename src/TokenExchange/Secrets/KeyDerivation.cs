using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Secrets;

/// <summary>Derives keys from the value of a secret (HKDF with SHA-256, RFC 5869): the only place.</summary>
internal static class KeyDerivation
{
    /// <summary>Least length of the secret's text, in bytes of UTF-8: 32 random bytes are 44 in Base64.</summary>
    public const int LeastSecretLength = 32;

    /// <summary>Why a value cannot be key material, as the end of a sentence that begins with "it"; null when it can.</summary>
    public static string? Fault(SecretValue value) =>
        SecretText.Fault(value) ?? (Encoding.UTF8.GetByteCount(value.Reveal()) < LeastSecretLength ? $"is shorter than {LeastSecretLength} bytes" : null);

    /// <summary>The key of one purpose.</summary>
    public static byte[] Derive(SecretValue value, string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(value.Reveal()), length, info: Info(purpose));

    /// <summary>The key of one purpose from a key that was derived.</summary>
    public static byte[] Expand(byte[] key, string purpose, int length) => HKDF.Expand(HashAlgorithmName.SHA256, key, length, Info(purpose));

    private static byte[] Info(string purpose) => Encoding.UTF8.GetBytes("token-exchange " + purpose);
}
