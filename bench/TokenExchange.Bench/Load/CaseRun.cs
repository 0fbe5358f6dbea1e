namespace TokenExchange.Bench.Load;

/// <summary>A side beside its floor: ratios of CPU time, and what the median duration is longer, by the median, least and greatest of all rounds.</summary>
internal sealed record CaseResult(string Case, string Side, double Cpu, double Ratio, double Least, double Greatest, double Later)
{
    /// <summary>Its name among the stored ratios.</summary>
    public string Key => $"{Case}/{Side}";
}

/// <summary>
/// Runs the sides of a case in turns. A ratio is that of two runs of one round, which follow each other within seconds, so that both had the same machine; the
/// order changes from round to round.
/// </summary>
internal static class CaseRun
{
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(LoadCase load, int rounds)
    {
        var samples = load.Sides.ToDictionary(side => side.Name, _ => new List<Sample>());
        foreach (var side in load.Sides)
        {
            await LoadRun.RunAsync(side, load.Connections, load.Count); // warm-up
        }

        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < load.Sides.Count; i++)
            {
                var side = load.Sides[(i + round) % load.Sides.Count];
                samples[side.Name].Add(await LoadRun.RunAsync(side, load.Connections, load.Count));
            }
        }

        var floor = samples[load.Sides[0].Name];
        return [.. load.Sides.Select(side => Compare(load.Name, side.Name, floor, samples[side.Name]))];
    }

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static CaseResult Compare(string name, string side, List<Sample> floor, List<Sample> own)
    {
        var ratios = own.Zip(floor, (one, other) => one.Cpu / other.Cpu).ToList();
        return new CaseResult(
            name, side, MedianOf(own.Select(sample => sample.Cpu)), MedianOf(ratios), ratios.Min(), ratios.Max(), MedianOf(own.Zip(floor, (one, other) => one.Median - other.Median)));
    }
}
