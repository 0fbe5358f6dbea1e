using System.Security.Cryptography;

namespace TokenExchange.Sessions;

/// <summary>AES-256-GCM and its one layout: head | nonce 12 | ciphertext | tag 16. Head and context are associated data; the context is not in the frame.</summary>
internal static class AeadFrame
{
    public const int NonceLength = 12;

    /// <summary>Bytes of a frame besides its head and the ciphertext.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int TagLength = 16;

    /// <summary>The head of a value whose key is used for it alone: version 1.</summary>
    private static ReadOnlySpan<byte> OneValueHead => [1];

    /// <summary>Seals a value under a key that is used for it alone.</summary>
    public static byte[] Close(byte[] key, ReadOnlySpan<byte> plaintext) =>
        Close(key, OneValueHead, [], plaintext, RandomNumberGenerator.GetBytes(NonceLength));

    /// <summary>The plaintext of a value whose key is used for it alone; null when a bit or the key is another one.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> frame) =>
        frame.StartsWith(OneValueHead) ? Open(key, OneValueHead.Length, [], frame) : null;

    public static byte[] Close(byte[] key, ReadOnlySpan<byte> head, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce)
    {
        var frame = new byte[head.Length + Overhead + plaintext.Length];
        head.CopyTo(frame);
        nonce.CopyTo(frame.AsSpan(head.Length));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plaintext, frame.AsSpan(head.Length + NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), [.. head, .. context]);
        return frame;
    }

    /// <summary>The plaintext; null when a bit, the key or the context is another one, or the frame is too short to be one.</summary>
    public static byte[]? Open(byte[] key, int headLength, ReadOnlySpan<byte> context, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < headLength + Overhead)
        {
            return null;
        }

        var rest = frame[headLength..];
        var plaintext = new byte[rest.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(rest[..NonceLength], rest.Slice(NonceLength, plaintext.Length), rest[^TagLength..], plaintext, [.. frame[..headLength], .. context]);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
