using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TokenExchange.SharedState;

namespace TokenExchange.Provider;

/// <summary>The entry of one document in the shared state: its key and its bytes.</summary>
/// <remarks>The bytes are: time of the fetch 8 (Unix milliseconds) | text | HMAC-SHA-256 32. The tag covers the name, the issuer, the address of the discovery document and what stands before it.</remarks>
internal sealed class DocumentEntry(string name, ProviderOptions provider)
{
    private const int TagLength = HMACSHA256.HashSizeInBytes;
    private const int Overhead = sizeof(long) + TagLength;

    /// <summary>One issuer may have several discovery documents, for example one for each user flow of Azure AD B2C.</summary>
    private readonly string _source = $"{provider.Issuer.Length}:{provider.Issuer}{provider.MetadataAddress.OriginalString}";

    /// <summary>Its key in the shared state. Issuer and address are public, so their hash needs no secret.</summary>
    public string StateKey => $"document/{name}/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_source)));

    /// <summary>Whether the shared state takes a text of this length.</summary>
    public static bool Fits(string text) => Encoding.UTF8.GetByteCount(text) <= ISharedState.MostValueLength - Overhead;

    public byte[] Encode(FetchedDocument document, byte[] key)
    {
        var value = new byte[Overhead + Encoding.UTF8.GetByteCount(document.Text)];
        BinaryPrimitives.WriteInt64BigEndian(value, document.FetchedAt.ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(document.Text, value.AsSpan(sizeof(long)));
        Tag(key, value.AsSpan(0, value.Length - TagLength)).CopyTo(value, value.Length - TagLength);
        return value;
    }

    /// <summary>The document; null unless one of the keys authenticates it.</summary>
    public FetchedDocument? Decode(ReadOnlyMemory<byte> value, IReadOnlyList<byte[]> keys)
    {
        if (value.Length <= Overhead)
        {
            return null;
        }

        var (covered, tag) = (value[..^TagLength], value[^TagLength..]);
        return keys.FirstOrDefault(key => CryptographicOperations.FixedTimeEquals(Tag(key, covered.Span), tag.Span)) is { } key
            ? new FetchedDocument(
                Encoding.UTF8.GetString(covered.Span[sizeof(long)..]),
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(covered.Span)),
                key)
            : null;
    }

    private byte[] Tag(byte[] key, ReadOnlySpan<byte> covered)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}{_source}"));
        hmac.AppendData(covered);
        return hmac.GetHashAndReset();
    }
}
