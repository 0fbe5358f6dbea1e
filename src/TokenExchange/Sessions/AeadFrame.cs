using System.Security.Cryptography;

namespace TokenExchange.Sessions;

/// <summary>AES-256-GCM under a key that is used for one value: version 1 | nonce 12 | ciphertext | tag 16. The version is associated data.</summary>
internal static class AeadFrame
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    public static byte[] Close(byte[] key, ReadOnlySpan<byte> plaintext)
    {
        var frame = new byte[Overhead + plaintext.Length];
        frame[0] = Version;
        var nonce = frame.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, frame.AsSpan(1 + NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), frame.AsSpan(0, 1));
        return frame;
    }

    /// <summary>The plaintext; null when a bit or the key is another one.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Overhead || frame[0] != Version)
        {
            return null;
        }

        var plaintext = new byte[frame.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(frame.Slice(1, NonceLength), frame.Slice(1 + NonceLength, plaintext.Length), frame[^TagLength..], plaintext, frame[..1]);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
