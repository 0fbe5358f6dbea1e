using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>Messages of one gRPC call, each behind a byte that says whether it is compressed, which none is, and four of its length.</summary>
internal static class Frames
{
    private const int Head = 5;

    public static async IAsyncEnumerable<Message> ReadAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            var rest = read.Buffer;
            while (TryTake(ref rest, out var message))
            {
                yield return message;
            }

            if (read.IsCompleted)
            {
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    public static async Task WriteAsync(PipeWriter writer, Message message)
    {
        var bytes = message.ToArray();
        var head = new byte[Head];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), bytes.Length);
        await writer.WriteAsync((byte[])[.. head, .. bytes]);
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, out Message message)
    {
        message = new Message();
        if (rest.Length < Head)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[Head];
        rest.Slice(0, Head).CopyTo(head);
        var length = BinaryPrimitives.ReadInt32BigEndian(head[1..]);
        if (head[0] != 0 || rest.Length < Head + length)
        {
            return head[0] == 0 ? false : throw new InvalidDataException("A compressed message.");
        }

        message = Message.Read(rest.Slice(Head, length).ToArray());
        rest = rest.Slice(Head + length);
        return true;
    }
}
