namespace TokenExchange.Bench.Load;

/// <summary>Calls one server, and measures what that costs it.</summary>
internal static class LoadRun
{
    public static async Task<Sample> RunAsync(Side side, int connections, int count)
    {
        await side.Calls.PrepareAsync(count);
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Connection.OpenAsync(side.Server.Address)));
        try
        {
            var durations = new double[count];
            var next = -1;
            var before = side.Server.Cpu;
            await Task.WhenAll(open.Select(connection => CallAsync(connection, side, durations, () => Interlocked.Increment(ref next))));
            var cpu = side.Server.Cpu - before;
            await side.Calls.CheckAsync();
            Array.Sort(durations);
            return new Sample(cpu.TotalMicroseconds / count, durations[count / 2]);
        }
        finally
        {
            Array.ForEach(open, connection => connection.Dispose());
        }
    }

    private static async Task CallAsync(Connection connection, Side side, double[] durations, Func<int> next)
    {
        for (var i = next(); i < durations.Length; i = next())
        {
            var began = TimeProvider.System.GetTimestamp();
            await side.Calls.CallAsync(connection, i);
            durations[i] = TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;
        }
    }
}
