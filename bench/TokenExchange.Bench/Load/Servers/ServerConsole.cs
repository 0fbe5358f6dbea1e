namespace TokenExchange.Bench.Load.Servers;

/// <summary>
/// How a server and the driver talk: the server prints one line when it listens, answers each line of its input with a number, and ends with its input, so that
/// none outlives the driver. A measured server's number is that of the bytes that its heap holds after a collection.
/// </summary>
internal static class ServerConsole
{
    public static Task ServeAsync(params string[] ready) => ServeAsync(Held, ready);

    public static async Task ServeAsync(Func<long> number, params string[] ready)
    {
        await Console.Out.WriteLineAsync(string.Join('\t', ready));
        while (await Console.In.ReadLineAsync() is not null)
        {
            await Console.Out.WriteLineAsync(number().ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static long Held()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
