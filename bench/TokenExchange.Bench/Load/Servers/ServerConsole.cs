namespace TokenExchange.Bench.Load.Servers;

/// <summary>
/// How a measured server and the driver talk: the server prints one line when it listens, answers each line of its input with the bytes that its heap holds
/// after a collection, and ends with its input, so that none outlives the driver.
/// </summary>
internal static class ServerConsole
{
    public static async Task ServeAsync(params string[] ready)
    {
        await Console.Out.WriteLineAsync(string.Join('\t', ready));
        while (await Console.In.ReadLineAsync() is not null)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            await Console.Out.WriteLineAsync(GC.GetTotalMemory(forceFullCollection: false).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
