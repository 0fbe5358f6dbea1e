using System.Buffers.Binary;
using System.Net.WebSockets;

namespace TokenExchange.LocalHost.Control;

/// <summary>The messages between two clocks: how far each is ahead of the real clock.</summary>
internal sealed class ClockLine(WebSocket socket)
{
    public ValueTask SendAsync(TimeSpan ahead, CancellationToken cancellationToken)
    {
        var message = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(message, ahead.Ticks);
        return socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
    }

    /// <summary>The next message; null when the other side has disconnected or sends something else.</summary>
    public async Task<TimeSpan?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new byte[sizeof(long)];
        try
        {
            var got = await socket.ReceiveAsync(message.AsMemory(), cancellationToken);
            return got is { MessageType: WebSocketMessageType.Binary, EndOfMessage: true, Count: sizeof(long) }
                ? TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(message))
                : null;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            return null;
        }
    }
}
