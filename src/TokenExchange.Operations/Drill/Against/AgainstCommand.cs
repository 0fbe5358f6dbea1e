using System.CommandLine;
using System.Globalization;

namespace TokenExchange.Operations.Drill.Against;

/// <summary><c>drill --against</c>: a steady load on a real deployment, which changes nothing there but one session.</summary>
internal static class AgainstCommand
{
    /// <summary>The environment variable with the cookies. They are no argument, which other processes and the shell's history would show.</summary>
    public const string CookieVariable = "TOKEN_EXCHANGE_COOKIE";

    private static readonly string[] Headings = ["OPERATION", "REQUESTS", "FAILURES", "SLOWEST"];

    public static Option<string> Address()
    {
        var option = new Option<string>("--against") { HelpName = "address", Description = "sends requests to this deployment instead: https, or http on this machine" };
        option.Validators.Add(given => Require(given.Tokens is [{ Value: var text }] && !Deployment.IsAddress(text), "--against is not the address of a deployment: https://name, without a path.", given));
        return option;
    }

    public static Option<string> Path()
    {
        var option = new Option<string>("--path") { HelpName = "path", Description = "with --against: a path of the proxy that GET requests are sent to, such as /api/proxy/echo/status" };
        option.Validators.Add(given => Require(given.Tokens is [{ Value: var text }] && !Deployment.IsPath(text), "--path does not begin with /api/proxy/.", given));
        return option;
    }

    public static Option<int> Rate()
    {
        var option = new Option<int>("--rate") { HelpName = "number", Description = "with --against: requests a second, 1 to 5, default 1", DefaultValueFactory = _ => 1 };
        option.Validators.Add(given => Require(
            given.Tokens is [{ Value: var text }] && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 5), "--rate is not a number from 1 to 5.", given));
        return option;
    }

    /// <summary>Says what is sent, sends it, and writes the table and the picture. The result is that of the run, for the exit code.</summary>
    public static async Task<int> RunAsync(
        Deployment deployment, TimeSpan duration, int rate, string? picture, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        await errors.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{deployment.Origin}: for {duration.TotalMinutes:0.#} minutes at most {rate} requests a second, one after the other: {string.Join(", ", deployment.Round(0).Select(probe => $"{probe.Method} {probe.Path}"))}{(deployment.Cookies.IsEmpty ? "" : "; at the end " + Deployment.Logout.Path)}. Ctrl+C ends it."));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1 << 20 };
        var result = await new DeploymentRun(deployment, http, TimeProvider.System, errors).RunAsync(duration, TimeSpan.FromSeconds(1) / rate, cancellationToken);
        if (picture is not null)
        {
            await File.WriteAllTextAsync(picture, DrillPicture.Draw([result]), CancellationToken.None);
        }

        return await WriteAsync(result, output);
    }

    /// <summary>0: every request succeeded; 1: at least one did not.</summary>
    public static async Task<int> WriteAsync(EventResult result, TextWriter output)
    {
        await DrillReport.WriteTableAsync([Headings, .. result.Observations.GroupBy(observation => observation.Operation).Select(Cells)], output);
        foreach (var failure in result.Failures)
        {
            await output.WriteLineAsync(failure);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{result.Observations.Count} requests, {result.FailureCount} failures. Explained in docs/operations/drill.md."));
        return result.FailureCount == 0 ? 0 : 1;
    }

    private static string[] Cells(IGrouping<string, Observation> operation) =>
    [
        operation.Key,
        operation.Count().ToString(CultureInfo.InvariantCulture),
        operation.Count(observation => !observation.IsSuccess).ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{operation.Max(observation => observation.Duration).TotalMilliseconds:0} ms"),
    ];

    private static void Require(bool isWrong, string problem, System.CommandLine.Parsing.OptionResult given)
    {
        if (isWrong)
        {
            given.AddError(problem);
        }
    }
}
