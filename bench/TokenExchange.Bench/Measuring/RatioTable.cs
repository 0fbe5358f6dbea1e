using System.Globalization;
using System.Text;

namespace TokenExchange.Bench.Measuring;

/// <summary>The one table that a run ends with, in Markdown, so that it can be put into the page beside the code.</summary>
internal static class RatioTable
{
    public static string Write(IReadOnlyList<Ratio> ratios)
    {
        var table = new StringBuilder();
        table.AppendLine("| what | body | floor | floor's time | time | ratio | noise | floor allocates | allocates | ratio |");
        table.AppendLine("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var ratio in ratios)
        {
            string[] cells =
            [
                ratio.What, ratio.Bytes is { } bytes ? Size(bytes) : "", ratio.Floor, Time(ratio.Time.Floor), Time(ratio.Time.Service),
                Number(ratio.Time.Service / ratio.Time.Floor), $"{Number(ratio.Between.Least)}–{Number(ratio.Between.Most)}",
                Size(ratio.Allocated.Floor), Size(ratio.Allocated.Service), Of(ratio.Allocated),
            ];
            table.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
        }

        return table.ToString();
    }

    /// <summary>
    /// Bytes that each further KiB of a body allocates on either side, one line for each direction. The floor's are the server's own: a few hundred for
    /// each piece that has to wait for the socket.
    /// </summary>
    public static IEnumerable<string> Growth(IReadOnlyList<Ratio> ratios) =>
        ratios.Where(ratio => ratio.Bytes is not null).GroupBy(ratio => ratio.What).Select(sizes =>
        {
            var (least, most) = (sizes.MinBy(ratio => ratio.Bytes)!, sizes.MaxBy(ratio => ratio.Bytes)!);
            var further = (most.Bytes!.Value - least.Bytes!.Value) / 1024.0;
            var service = (most.Allocated.Service - least.Allocated.Service) / further;
            var floor = (most.Allocated.Floor - least.Allocated.Floor) / further;
            return string.Create(
                CultureInfo.InvariantCulture, $"{sizes.Key}: each further KiB of body allocates {service:0.0} B, at the floor {floor:0.0} B.");
        });

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Of((long Floor, long Service) allocated) =>
        allocated.Floor > 0 ? Number((double)allocated.Service / allocated.Floor) : "–";

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000:0.0} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000:0.0} ms"),
    };

    private static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.#} MiB"),
    };
}
