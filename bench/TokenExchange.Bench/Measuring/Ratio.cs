using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace TokenExchange.Bench.Measuring;

/// <summary>One comparison, measured: the service beside its floor.</summary>
internal sealed record Ratio
{
    /// <summary>What the service did, and with how many bytes.</summary>
    public required string What { get; init; }

    public required string Floor { get; init; }

    /// <summary>Bytes of the body; null where there is none.</summary>
    public required int? Bytes { get; init; }

    /// <summary>Lower quartiles, in nanoseconds: what else a machine does makes a measurement slower and never faster.</summary>
    public required (double Floor, double Service) Time { get; init; }

    /// <summary>The service's quartiles beside the floor's opposite ones: how far noise could have moved the ratio.</summary>
    public required (double Least, double Most) Between { get; init; }

    /// <summary>Allocated bytes of the whole process for one operation; client and API included where there are any.</summary>
    public required (long Floor, long Service) Allocated { get; init; }

    /// <summary>The comparisons of one run.</summary>
    /// <exception cref="InvalidOperationException">A side could not be measured; the log says why.</exception>
    public static IEnumerable<Ratio> Of(Summary summary) => summary.BenchmarksCases
        .GroupBy(side => side.Parameters.ValueInfo)
        .Select(sides => Of(summary, sides.Single(side => side.Descriptor.Baseline), sides.Single(side => !side.Descriptor.Baseline)));

    private static Ratio Of(Summary summary, BenchmarkCase floorCase, BenchmarkCase serviceCase)
    {
        var (floor, service) = (Measured(summary, floorCase), Measured(summary, serviceCase));
        return new Ratio
        {
            What = serviceCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
            Floor = floorCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
            Bytes = serviceCase.Parameters.Items is [{ Value: int bytes }] ? bytes : null,
            Time = (floor.Time.Q1, service.Time.Q1),
            Between = (service.Time.Q1 / floor.Time.Q3, service.Time.Q3 / floor.Time.Q1),
            Allocated = (floor.Bytes, service.Bytes),
        };
    }

    private static (Statistics Time, long Bytes) Measured(Summary summary, BenchmarkCase side) =>
        summary[side] is { ResultStatistics: { } time } report && report.GcStats.GetBytesAllocatedPerOperation(side) is { } bytes
            ? (time, bytes)
            : throw new InvalidOperationException($"'{side.Descriptor.WorkloadMethodDisplayInfo}' could not be measured.");
}
