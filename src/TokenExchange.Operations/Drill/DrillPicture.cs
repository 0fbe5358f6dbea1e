using System.Globalization;
using System.Text;

namespace TokenExchange.Operations.Drill;

/// <summary>Draws a drill as SVG: requests per half second, failures marked, each event with its name.</summary>
internal static class DrillPicture
{
    private const int Width = 1200;
    private const int Top = 210;
    private const int Height = 160;
    private const double Step = 0.5;

    public static string Draw(IReadOnlyList<EventResult> results)
    {
        var start = results[0].From.TotalSeconds;
        var total = results[^1].To.TotalSeconds - start;
        var scale = (Width - 40) / total;
        var bars = results.SelectMany(result => result.Observations.Select(observation => (
                Slot: (int)((observation.At.TotalSeconds - start) / Step),
                Kind: observation.IsSuccess ? 0 : result.IsAllowed(observation) ? 1 : 2)))
            .GroupBy(request => request.Slot).OrderBy(slot => slot.Key)
            .Select(slot => (slot.Key, Counts: Enumerable.Range(0, 3).Select(kind => slot.Count(request => request.Kind == kind)).ToArray())).ToList();
        var most = bars.Count == 0 ? 1 : bars.Max(bar => bar.Counts.Sum());

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Top + Height + 50}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<title>Requests during a drill, and its events</title>\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        AppendEvents(svg, results, start, scale);
        foreach (var (slot, counts) in bars)
        {
            AppendBar(svg, 20 + (slot * Step * scale), Step * scale, counts, most);
        }

        AppendLegend(svg, results, total, most);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendEvents(StringBuilder svg, IReadOnlyList<EventResult> results, double start, double scale)
    {
        for (var i = 0; i < results.Count; i++)
        {
            var (x, end) = (20 + ((results[i].From.TotalSeconds - start) * scale), 20 + ((results[i].To.TotalSeconds - start) * scale));
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.0}\" y=\"{Top}\" width=\"{end - x:0.0}\" height=\"{Height}\" fill=\"{(i % 2 == 0 ? "#f3f4f6" : "#e5e7eb")}\"/>\n");
            var middle = (x + end) / 2;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{middle:0.0}\" y=\"{Top - 8}\" transform=\"rotate(-60 {middle:0.0} {Top - 8})\" fill=\"#111827\">{results[i].Event.Name}</text>\n");
        }
    }

    private static void AppendBar(StringBuilder svg, double x, double width, int[] counts, int most)
    {
        string[] colours = ["#2563eb", "#f59e0b", "#dc2626"];
        double bottom = Top + Height;
        for (var kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind] > 0)
            {
                var height = (double)(Height - 10) * counts[kind] / most;
                bottom -= height;
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.0}\" y=\"{bottom:0.0}\" width=\"{width:0.0}\" height=\"{height:0.0}\" fill=\"{colours[kind]}\"/>\n");
            }
        }
    }

    private static void AppendLegend(StringBuilder svg, IReadOnlyList<EventResult> results, double total, int most)
    {
        var requests = results.Sum(result => result.Observations.Count);
        var allowed = results.Sum(result => result.AllowedFailures);
        var failures = results.Sum(result => result.Observations.Count(observation => !observation.IsSuccess)) - allowed;
        svg.Append(CultureInfo.InvariantCulture, $"<g fill=\"#111827\"><text x=\"20\" y=\"{Top + Height + 20}\">{total:0} s, {requests} requests, at most {most / Step:0} a second</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"20\" y=\"{Top + Height + 38}\"><tspan fill=\"#2563eb\">&#9632;</tspan> answered  <tspan fill=\"#b45309\">&#9632;</tspan> failure that the contract allows during the event: {allowed}  <tspan fill=\"#dc2626\">&#9632;</tspan> failure that it does not allow: {failures}</text></g>\n");
    }
}
