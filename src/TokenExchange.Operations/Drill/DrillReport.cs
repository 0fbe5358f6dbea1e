using System.Globalization;

namespace TokenExchange.Operations.Drill;

/// <summary>Writes the table of a drill, and returns the exit code.</summary>
internal static class DrillReport
{
    private static readonly string[] Headings = ["EVENT", "REQUESTS", "ALLOWED", "FAILURES", "SLOWEST", "VAULT", "METADATA"];

    /// <summary>0: no failure that the contract does not allow; 1: at least one.</summary>
    public static async Task<int> WriteAsync(IReadOnlyList<EventResult> results, TextWriter output)
    {
        await WriteTableAsync([Headings, .. results.Select(Cells)], output);
        foreach (var result in results)
        {
            foreach (var failure in result.Failures)
            {
                await output.WriteLineAsync($"{result.Event.Name}: {failure}");
            }
        }

        var failed = results.Count(result => result.FailureCount > 0);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count} events, {results.Sum(result => result.Observations.Count)} requests, {failed} events with failures that the contract does not allow. Explained in docs/operations/drill.md."));
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Writes lines in columns: the first to the left, numbers to the right.</summary>
    public static async Task WriteTableAsync(IReadOnlyList<string[]> lines, TextWriter output)
    {
        var widths = lines[0].Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        foreach (var line in lines)
        {
            await output.WriteLineAsync(string.Join("  ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }
    }

    private static string[] Cells(EventResult result) =>
    [
        result.Event.Name,
        Number(result.Observations.Count),
        Number(result.AllowedFailures),
        Number(result.FailureCount),
        string.Create(CultureInfo.InvariantCulture, $"{result.Slowest.TotalMilliseconds:0} ms"),
        Number(result.VaultCalls),
        Number(result.MetadataCalls),
    ];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
