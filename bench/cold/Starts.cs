using System.Diagnostics;
using System.Globalization;
using System.Net;
using TokenExchange.EndToEnd.Functions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.ColdStart;

/// <summary>
/// From the start of a worker's process to the answer to its first call, of an empty function app and of the service, in turns. The call to the service is a
/// proxied one with a session of a process before it: it reads vault, provider and key set, and all of them over https.
/// </summary>
internal static class Starts
{
    private const string Functions = "TokenExchange.Functions.dll";

    private sealed record Side(string Name, string Program, bool IsService, string Path);

    private sealed record Start(double Wall, double Cpu);

    public static async Task<IReadOnlyList<string>> MeasureAsync(int rounds, IEnumerable<string> others)
    {
        var load = Path.Combine(Requirements.Root, "artifacts", "load");
        Side[] sides =
        [
            new("empty", Path.Combine(load, "empty", "TokenExchange.EmptyFunctions.dll"), false, "/api/hello"),
            new("ours, live", Path.Combine(load, "functions", Functions), true, "/api/health/live"),
            new("ours", Path.Combine(load, "functions", Functions), true, "/api/proxy/echo/anything/x"),
            .. others.Select(folder => new Side(folder, Path.Combine(Path.GetFullPath(folder), Functions), true, "/api/proxy/echo/anything/x")),
        ];
        if (sides.FirstOrDefault(side => !File.Exists(side.Program)) is { } missing)
        {
            throw new InvalidOperationException($"First: bench/publish.sh, which makes {missing.Program}.");
        }

        RestartedApp app = null!;
        await using var deployment = await Deployment.OfAsync(settings => Task.FromResult<IDeployedApp>(app = new RestartedApp(settings)));
        using var user = deployment.NewUser();
        await app.StartAsync(sides[1].Program, hasSettings: true);
        await user.SignInAsync();
        await app.StopAsync();
        var times = sides.ToDictionary(side => side, _ => new List<Start>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var side in sides)
            {
                var start = await TimeAsync(app, side, user);
                if (round >= 0) // the first start of each reads its files from the disk
                {
                    times[side].Add(start);
                }
            }
        }

        return
        [
            "| started | wall | ratio | least-greatest | CPU | ratio | least-greatest |",
            "|---|--:|--:|---|--:|--:|---|",
            .. sides.Select(side => Row(side.Name, times[sides[0]], times[side])),
        ];
    }

    private static async Task<Start> TimeAsync(RestartedApp app, Side side, WebUser user)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var process = Process.GetProcessById(await app.StartAsync(side.Program, side.IsService));
        var answer = await user.CallAsync(HttpMethod.Get, side.Path);
        var passed = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
        process.Refresh();
        var cpu = process.TotalProcessorTime.TotalMilliseconds;
        await app.StopAsync();
        return answer.Status == HttpStatusCode.OK
            ? new Start(passed, cpu)
            : throw new InvalidOperationException($"{side.Name} answered {answer.Status}: {answer.Text}");
    }

    private static string Row(string name, List<Start> floor, List<Start> own)
    {
        var (wall, cpu) = (Ratio(start => start.Wall), Ratio(start => start.Cpu));
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(own.Select(start => start.Wall)):0} ms | {wall} | {Median(own.Select(start => start.Cpu)):0} ms | {cpu} |");

        string Ratio(Func<Start, double> of)
        {
            var ratios = own.Zip(floor, (one, other) => of(one) / of(other)).ToList();
            return string.Create(CultureInfo.InvariantCulture, $"{Median(ratios):0.00} | {ratios.Min():0.00}-{ratios.Max():0.00}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
