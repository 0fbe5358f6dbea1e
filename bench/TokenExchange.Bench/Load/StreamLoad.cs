namespace TokenExchange.Bench.Load;

/// <summary>
/// What an open event stream holds in the server while nothing comes, in KiB: of its heap, and of its whole memory; once right after they were opened, and once
/// when they have been idle. Client and API are elsewhere.
/// </summary>
internal sealed record StreamLoad(string Side, (double Heap, double Resident) Opened, (double Heap, double Resident) Idle)
{
    private const int AtATime = 32;

    /// <summary>For a client that reads one event and then nothing.</summary>
    private const int ClientBuffer = 2048;

    /// <summary>Until the last of them waits for its second event.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

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

            await Task.Delay(Settling, TimeProvider.System);
            var opened = await EachAsync();
            await Task.Delay(idle, TimeProvider.System);
            var later = await EachAsync();
            return open.TrueForAll(connection => connection.IsOpen)
                ? new StreamLoad(server.Name, opened, later)
                : throw new InvalidOperationException($"{server.Name} closed a stream.");

            async Task<(double Heap, double Resident)> EachAsync()
            {
                var held = await server.HeldAsync();
                return ((held.Heap - before.Heap) / streams, (held.Resident - before.Resident) / streams);
            }
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
