using System.Diagnostics;
using System.Globalization;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.FrontEnd;

/// <summary>A dev server, at a port of the test's choice.</summary>
internal sealed class DevServer : IAsyncDisposable
{
    private readonly Child _process;

    private DevServer(Child process) => _process = process;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="recipe">The folder.</param>
    /// <param name="address">Where it is to listen.</param>
    /// <param name="certificate">With which it answers; null: over http.</param>
    /// <param name="command">The program of Node.js and its arguments but for the port.</param>
    public static Task<DevServer> StartAsync(Recipe recipe, string address, TestCertificate? certificate, params IEnumerable<string> command) =>
        StartAsync(recipe, address, certificate, Requirements.Node!, [.. command, "--port", PortOf(address)]);

    /// <summary>Starts the server of static files that comes with Python.</summary>
    public static Task<DevServer> StartPythonAsync(Recipe recipe, string address, IEnumerable<string> command) =>
        StartAsync(recipe, address, null, Requirements.Python!, [.. command, PortOf(address)]);

    private static async Task<DevServer> StartAsync(Recipe recipe, string address, TestCertificate? certificate, string program, string[] arguments)
    {
        var process = Child.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = recipe.Folder,
            Environment = { ["NO_COLOR"] = "1", ["CI"] = "true", ["NEXT_TELEMETRY_DISABLED"] = "1" },
        });
        using var http = new HttpClient(Way.To(certificate));
        await Until.TrueAsync("The dev server is ready", () => AnswersAsync(http, address, process));
        return new DevServer(process);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string PortOf(string address) => new Uri(address).Port.ToString(CultureInfo.InvariantCulture);

    private static async Task<bool> AnswersAsync(HttpClient http, string address, Child process)
    {
        Assert.False(process.HasExited, process.Output + process.Errors);
        try
        {
            using var answer = await http.GetAsync(new Uri(address));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
