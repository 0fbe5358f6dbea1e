namespace TokenExchange.Bench.Load;

/// <summary>One server of a case, and what it is asked.</summary>
/// <param name="Server">The server.</param>
/// <param name="Request">The bytes of the request.</param>
/// <param name="Statuses">The statuses with which it may be answered.</param>
internal sealed record Side(ServerProcess Server, ReadOnlyMemory<byte> Request, params IReadOnlyList<int> Statuses)
{
    public string Name => Server.Name;
}

/// <summary>What one run of one side measured: the server's CPU time for one request, and the median duration of a request, in microseconds.</summary>
internal readonly record struct Sample(double Cpu, double Median);

/// <summary>Sides that do the same, the floor first.</summary>
/// <param name="Name">Its name in the table and in the stored ratios.</param>
/// <param name="Connections">How many connections call at a time, each one request after the other.</param>
/// <param name="Count">How many requests one run has.</param>
/// <param name="Sides">The sides.</param>
internal sealed record LoadCase(string Name, int Connections, int Count, IReadOnlyList<Side> Sides);
