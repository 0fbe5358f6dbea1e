namespace TokenExchange.Bench.Load;

/// <summary>What an open event stream holds in the server while nothing comes, in KiB: of its heap, and of its whole memory. Client and API are elsewhere.</summary>
internal sealed record StreamLoad(int Streams, string Side, double Heap, double Resident)
{
    private const int AtATime = 32;

    /// <summary>For a client that reads one event and then nothing.</summary>
    private const int ClientBuffer = 2048;

    /// <param name="server">A server that has just been started.</param>
    /// <param name="path">The path of the stream.</param>
    /// <param name="streams">How many streams are opened.</param>
    /// <param name="idle">How long they are left open before they are counted again.</param>
    public static async Task<StreamLoad> RunAsync(ServerProcess server, string path, int streams, TimeSpan idle)
    {
        var request = Requests.Get(server.Address, path, server.Cookies);
        var open = new List<Connection>();
        try
        {
            open.AddRange(await OpenAsync(server, request, AtATime)); // what is made once is there before anything is measured
            var before = await server.HeldAsync();
            for (var left = streams; left > 0; left -= AtATime)
            {
                open.AddRange(await OpenAsync(server, request, Math.Min(left, AtATime)));
            }

            await Task.Delay(idle, TimeProvider.System);
            var after = await server.HeldAsync();
            return open.TrueForAll(connection => connection.IsOpen)
                ? new StreamLoad(streams, server.Name, (after.Heap - before.Heap) / streams, (after.Resident - before.Resident) / streams)
                : throw new InvalidOperationException($"{server.Name} closed a stream.");
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    private static async Task<IReadOnlyList<Connection>> OpenAsync(ServerProcess server, byte[] request, int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
    {
        var connection = await Connection.OpenAsync(server.Address, ClientBuffer);
        await connection.OpenStreamAsync(request);
        return connection;
    }));
}
