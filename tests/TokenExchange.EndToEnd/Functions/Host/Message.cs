using System.Collections;
using System.Text;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>
/// A Protobuf message as it is on the wire: values by the numbers of their fields. The host and the worker say little to each other, so there is no
/// schema; whoever reads or writes a message names the fields beside it.
/// </summary>
internal sealed class Message : IEnumerable
{
    private readonly List<(int Field, long Number, byte[] Bytes)> _values = [];

    /// <summary>A text, or bytes that are a message.</summary>
    public void Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    public void Add(int field, Message message) => Add(field, message.ToArray());

    public void Add(int field, byte[] bytes) => _values.Add((field, 0, bytes));

    public static Message Read(ReadOnlySpan<byte> bytes)
    {
        var message = new Message();
        while (bytes.Length > 0)
        {
            var tag = ReadNumber(ref bytes);
            var length = (tag & 7) switch { 0 => 0, 1 => 8, 2 => (int)ReadNumber(ref bytes), 5 => 4, _ => throw new InvalidDataException("Not Protobuf.") };
            var number = (tag & 7) == 0 ? ReadNumber(ref bytes) : 0;
            message._values.Add(((int)(tag >> 3), number, bytes[..length].ToArray()));
            bytes = bytes[length..];
        }

        return message;
    }

    public bool Has(int field) => _values.Any(value => value.Field == field);

    /// <summary>A number, or a word of an enumeration; 0 is never sent.</summary>
    public long Number(int field) => _values.LastOrDefault(value => value.Field == field).Number;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public byte[] Bytes(int field) => _values.LastOrDefault(value => value.Field == field).Bytes ?? [];

    public Message Inner(int field) => Read(Bytes(field));

    public IEnumerable<byte[]> All(int field) => _values.Where(value => value.Field == field).Select(value => value.Bytes);

    /// <summary>A map from text to text.</summary>
    public Dictionary<string, string> Map(int field) => All(field).Select(entry => Read(entry)).ToDictionary(entry => entry.Text(1), entry => entry.Text(2));

    public byte[] ToArray()
    {
        using var bytes = new MemoryStream();
        foreach (var (field, _, value) in _values)
        {
            WriteNumber(bytes, (field << 3) | 2);
            WriteNumber(bytes, value.Length);
            bytes.Write(value);
        }

        return bytes.ToArray();
    }

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    private static long ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        long number = 0;
        for (var i = 0; ; i++)
        {
            number |= (long)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return number;
            }
        }
    }

    private static void WriteNumber(MemoryStream bytes, int number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes.WriteByte((byte)(number | 0x80));
        }

        bytes.WriteByte((byte)number);
    }
}
