using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;

namespace TokenExchange.SharedState;

/// <summary>
/// An entry as a blob: the moment at which it expires, a random mark, the value. Expiry is in the blob because lifecycle rules delete by the day; the
/// mark makes each write unlike any other, so that a writer whose answer was lost recognizes its own.
/// </summary>
internal sealed class BlobEntry
{
    private const int ExpiryLength = sizeof(long);
    private const int MarkLength = sizeof(long);
    private const int HeadLength = ExpiryLength + MarkLength;

    /// <summary>Bytes of a blob that are read: one more than the longest entry, so that a longer one is noticed.</summary>
    public const int MostRead = HeadLength + ISharedState.MostValueLength + 1;

    private readonly ReadOnlyMemory<byte> _content;

    private BlobEntry(ReadOnlyMemory<byte> content, ETag version, TimeSpan age, bool isExpired)
    {
        (_content, Version, IsExpired) = (content, version, isExpired);
        Entry = isExpired ? null : new SharedEntry(content[HeadLength..], version.ToString(), age);
    }

    public ETag Version { get; }

    /// <summary>Whether it may be replaced: its time has passed, or it is none of ours.</summary>
    public bool IsExpired { get; }

    /// <summary>The entry; null once it has expired.</summary>
    public SharedEntry? Entry { get; }

    /// <summary>Whether this is what a caller wrote, mark included.</summary>
    public bool Holds(byte[] content) => _content.Span.SequenceEqual(content);

    /// <summary>The blob of a value.</summary>
    public static byte[] Write(ReadOnlyMemory<byte> value, DateTimeOffset expires)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ISharedState.MostValueLength);
        var content = new byte[HeadLength + value.Length];
        BinaryPrimitives.WriteInt64BigEndian(content, expires.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(content.AsSpan(ExpiryLength, MarkLength));
        value.Span.CopyTo(content.AsSpan(HeadLength));
        return content;
    }

    /// <summary>The entry of a blob. Content that is too short or too long is no entry of ours, and may be replaced.</summary>
    public static BlobEntry Read(Response<BlobDownloadResult> answer, DateTimeOffset now)
    {
        var (content, details) = (answer.Value.Content.ToMemory(), answer.Value.Details);
        var isOurs = content.Length is >= HeadLength and < MostRead;
        var isExpired = !isOurs || now.ToUnixTimeMilliseconds() >= BinaryPrimitives.ReadInt64BigEndian(content.Span);
        var age = (answer.GetRawResponse().Headers.Date ?? now) - details.LastModified;
        return new BlobEntry(content, details.ETag, age > TimeSpan.Zero ? age : TimeSpan.Zero, isExpired);
    }
}
