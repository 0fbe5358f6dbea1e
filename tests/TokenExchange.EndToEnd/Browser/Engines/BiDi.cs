using System.Net.WebSockets;
using System.Text.Json;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A connection of the WebDriver BiDi protocol: one command at a time; of the events, those of the log are kept.</summary>
internal sealed class BiDi : IDisposable
{
    private readonly ClientWebSocket _socket = new() { Options = { Proxy = null } };
    private readonly List<JsonElement> _log = [];
    private int _last;

    /// <summary>What was written to the consoles of all tabs, as far as it came before the last answer (log.entryAdded).</summary>
    public IReadOnlyList<JsonElement> Log => _log;

    /// <summary>The tab that gets input.</summary>
    public string? Front { get; set; }

    private BiDi()
    {
    }

    public static async Task<BiDi> ConnectAsync(string address)
    {
        var connection = new BiDi();
        await connection._socket.ConnectAsync(new Uri(address), CancellationToken.None);
        return connection;
    }

    /// <exception cref="EngineException">The browser answered with an error.</exception>
    public async Task<JsonElement> SendAsync(string method, object parameters)
    {
        var id = ++_last;
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            var message = await ReceiveAsync();
            if (message.TryGetProperty("method", out var happened) && happened.GetString() == "log.entryAdded")
            {
                _log.Add(message.GetProperty("params"));
            }

            if (!message.TryGetProperty("id", out var answered) || answered.ValueKind != JsonValueKind.Number || answered.GetInt32() != id)
            {
                continue;
            }

            return message.TryGetProperty("result", out var result) ? result : throw new EngineException($"{method}: {message.GetProperty("message")}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<JsonElement> ReceiveAsync()
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            await bytes.WriteAsync(buffer.AsMemory(0, part.Count), CancellationToken.None);
        }
        while (!part.EndOfMessage);
        return part.MessageType == WebSocketMessageType.Close
            ? throw new EngineException("The browser closed the connection.")
            : JsonSerializer.Deserialize<JsonElement>(bytes.ToArray());
    }
}
