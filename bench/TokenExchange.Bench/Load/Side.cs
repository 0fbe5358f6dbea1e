namespace TokenExchange.Bench.Load;

/// <summary>One server of a case, and what is done with it.</summary>
internal sealed record Side(ServerProcess Server, ICalls Calls)
{
    public string Name => Server.Name;
}

/// <summary>What one run of one side measured: the server's CPU time for one call, and the median duration of a call, in microseconds.</summary>
internal readonly record struct Sample(double Cpu, double Median);

/// <summary>Sides that do the same, the floor first.</summary>
/// <param name="Name">Its name in the table and in the stored ratios.</param>
/// <param name="Connections">How many connections call at a time, each one call after the other.</param>
/// <param name="Count">How many calls one run has.</param>
/// <param name="Sides">The sides.</param>
internal sealed record LoadCase(string Name, int Connections, int Count, IReadOnlyList<Side> Sides);
