using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Sessions;

/// <summary>Why sessions end before their time, as instances tell each other. The values are part of the stored form.</summary>
internal enum SessionEndKind : byte
{
    /// <summary>One session, by its id.</summary>
    Session = 1,

    /// <summary>Sessions of one session at the provider (<c>sid</c>).</summary>
    ProviderSession = 2,

    /// <summary>All sessions of a user (<c>sub</c>).</summary>
    User = 3,

    /// <summary>Sessions of a user for which the provider gave no <c>sid</c>.</summary>
    UserWithoutSid = 4,

    /// <summary>All sessions of a browser but the one that it was given last.</summary>
    Browser = 5,

    /// <summary>No session: the <c>jti</c> of a logout token that was used.</summary>
    LogoutToken = 6,

    /// <summary>One session, by its pseudonym: an operator knows no other name of it.</summary>
    Pseudonym = 7,
}

/// <summary>
/// One entry of what has ended. Stored form, 41 bytes: kind 1 | hash of the name 16 | moment 8 (Unix milliseconds, big-endian) | hash of the session that is
/// kept 16.
/// </summary>
/// <param name="Kind">What the name is.</param>
/// <param name="Name">Hash of the name.</param>
/// <param name="Moment">Sessions that began up to this moment have ended; of a logout token, when it expires.</param>
/// <param name="Kept">Hash of the id of the session that goes on; zero when none does.</param>
internal readonly record struct SessionEnd(SessionEndKind Kind, UInt128 Name, long Moment, UInt128 Kept = default)
{
    public const int Length = 1 + 16 + sizeof(long) + 16;

    /// <summary>The first 128 bits of a hash: neither the index nor its stored form names anybody.</summary>
    public static UInt128 HashOf(string name) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static byte[] Write(IReadOnlyCollection<SessionEnd> ends)
    {
        var bytes = new byte[ends.Count * Length];
        var rest = bytes.AsSpan();
        foreach (var end in ends)
        {
            rest[0] = (byte)end.Kind;
            BinaryPrimitives.WriteUInt128BigEndian(rest[1..], end.Name);
            BinaryPrimitives.WriteInt64BigEndian(rest[17..], end.Moment);
            BinaryPrimitives.WriteUInt128BigEndian(rest[25..], end.Kept);
            rest = rest[Length..];
        }

        return bytes;
    }

    /// <summary>The entries; a kind that this version does not know is left out.</summary>
    public static List<SessionEnd> Read(ReadOnlySpan<byte> bytes)
    {
        var ends = new List<SessionEnd>(bytes.Length / Length);
        for (; bytes.Length >= Length; bytes = bytes[Length..])
        {
            var kind = (SessionEndKind)bytes[0];
            if (Enum.IsDefined(kind))
            {
                ends.Add(new SessionEnd(
                    kind, BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]), BinaryPrimitives.ReadInt64BigEndian(bytes[17..]), BinaryPrimitives.ReadUInt128BigEndian(bytes[25..])));
            }
        }

        return ends;
    }
}
