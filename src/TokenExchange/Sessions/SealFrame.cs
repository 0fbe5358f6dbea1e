using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenExchange.Sessions;

/// <summary>
/// The one piece of framing we write: base64url( version 2 | key id 8 | nonce 12 | ciphertext | tag 16 ), AES-256-GCM.
/// </summary>
/// <remarks>
/// The associated data binds the frame's head and the context (cookie name, client id, issuer, public origin). Version 1 did not bind the origin. Nonces are random: NIST SP 800-38D section 8.3
/// allows 2^32 of them for one key, and every purpose of every key version has a key of its own.
/// </remarks>
internal static class SealFrame
{
    public const byte Version = 2;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + SealKey.IdLength;
    private const int Overhead = HeadLength + NonceLength + TagLength;

    public static string Close(SealKey key, string purpose, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext) =>
        Close(key, purpose, context, plaintext, RandomNumberGenerator.GetBytes(NonceLength));

    /// <summary>With a given nonce, for the fixed vectors alone.</summary>
    internal static string Close(SealKey key, string purpose, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce)
    {
        var frame = new byte[Overhead + plaintext.Length];
        frame[0] = Version;
        key.Id.CopyTo(frame, 1);
        nonce.CopyTo(frame.AsSpan(HeadLength));
        using var aes = new AesGcm(key.For(purpose), TagLength);
        aes.Encrypt(nonce, plaintext, frame.AsSpan(HeadLength + NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), Associated(frame, context));
        return Base64Url.EncodeToString(frame);
    }

    /// <summary>The frame's bytes when they could be ours; null for anything else. Says nothing about who made them.</summary>
    public static byte[]? Read(string? text)
    {
        if (text is null || !Base64Url.IsValid(text) || text.AsSpan().ContainsAny(" \t\r\n="))
        {
            return null;
        }

        var frame = Base64Url.DecodeFromChars(text);
        return frame.Length >= Overhead && frame[0] == Version ? frame : null;
    }

    public static ReadOnlySpan<byte> KeyId(byte[] frame) => frame.AsSpan(1, SealKey.IdLength);

    /// <summary>The plaintext, or null when a bit, the key, the purpose or the context is another one.</summary>
    public static byte[]? Open(SealKey key, string purpose, ReadOnlySpan<byte> context, byte[] frame)
    {
        var plaintext = new byte[frame.Length - Overhead];
        using var aes = new AesGcm(key.For(purpose), TagLength);
        try
        {
            aes.Decrypt(
                frame.AsSpan(HeadLength, NonceLength),
                frame.AsSpan(HeadLength + NonceLength, plaintext.Length),
                frame.AsSpan(frame.Length - TagLength),
                plaintext,
                Associated(frame, context));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Associated(byte[] frame, ReadOnlySpan<byte> context) => [.. frame.AsSpan(0, HeadLength), .. context];
}
