using System.Text.Json;

namespace TokenExchange.Bench.Load;

/// <summary>The ratios of the last run that was kept, <c>bench/ratios.json</c>. One that has grown by more than a tenth is a regression.</summary>
internal static class StoredRatios
{
    private const double Tolerance = 1.10;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private static string File => Path.Combine(Programs.Root, "bench", "ratios.json");

    /// <summary>A line for each ratio that has grown too much. A ratio that is not stored has nothing to be compared with.</summary>
    public static IReadOnlyList<string> Regressions(IReadOnlyDictionary<string, double> stored, IReadOnlyDictionary<string, double> measured) =>
    [
        .. measured.Where(one => stored.TryGetValue(one.Key, out var last) && one.Value > last * Tolerance)
            .Select(one => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"FAILED {one.Key}: {one.Value:0.00}, stored {stored[one.Key]:0.00}")),
    ];

    public static IReadOnlyDictionary<string, double> Read() =>
        System.IO.File.Exists(File) ? JsonSerializer.Deserialize<SortedDictionary<string, double>>(System.IO.File.ReadAllText(File))! : [];

    /// <summary>Keeps what was measured, beside what was not measured this time.</summary>
    public static void Write(IReadOnlyDictionary<string, double> measured)
    {
        var all = new SortedDictionary<string, double>(Read().ToDictionary(), StringComparer.Ordinal);
        foreach (var (key, ratio) in measured)
        {
            all[key] = Math.Round(ratio, 2);
        }

        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(all, Layout) + "\n");
    }
}
