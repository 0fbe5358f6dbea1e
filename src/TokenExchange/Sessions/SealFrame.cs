using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenExchange.Sessions;

/// <summary>
/// The text of a sealed cookie: base64url( version 2 | key id 8 | nonce 12 | ciphertext | tag 16 ), AES-256-GCM (<see cref="AeadFrame"/>).
/// </summary>
/// <remarks>
/// The associated data binds the frame's head and the context (cookie name, client id, issuer, public origin). Version 1 did not bind the origin. Nonces are
/// random: NIST SP 800-38D section 8.3 allows 2^32 of them for one key, and every purpose of every key version has a key of its own.
/// </remarks>
internal static class SealFrame
{
    public const byte Version = 2;

    private const int HeadLength = 1 + SealKey.IdLength;

    public static string Close(SealKey key, string purpose, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext) =>
        Close(key, purpose, context, plaintext, RandomNumberGenerator.GetBytes(AeadFrame.NonceLength));

    /// <summary>With a given nonce, for the fixed vectors alone.</summary>
    internal static string Close(SealKey key, string purpose, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce) =>
        Base64Url.EncodeToString(AeadFrame.Close(key.For(purpose), [Version, .. key.Id], context, plaintext, nonce));

    /// <summary>The frame's bytes when they could be ours; null for anything else. Says nothing about who made them.</summary>
    public static byte[]? Read(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text) || text.ContainsAny(" \t\r\n="))
        {
            return null;
        }

        var frame = Base64Url.DecodeFromChars(text);
        return frame.Length >= HeadLength + AeadFrame.Overhead && frame[0] == Version ? frame : null;
    }

    /// <summary>Length of the text that seals so many bytes.</summary>
    public static int LengthOf(int plaintext) => Base64Url.GetEncodedLength(HeadLength + AeadFrame.Overhead + plaintext);

    public static ReadOnlySpan<byte> KeyId(byte[] frame) => frame.AsSpan(1, SealKey.IdLength);

    /// <summary>The plaintext, or null when a bit, the key, the purpose or the context is another one.</summary>
    public static byte[]? Open(SealKey key, string purpose, ReadOnlySpan<byte> context, byte[] frame) =>
        AeadFrame.Open(key.For(purpose), HeadLength, context, frame);
}
