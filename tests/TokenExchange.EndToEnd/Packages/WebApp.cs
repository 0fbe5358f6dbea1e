using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Functions;
using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>A web application as a process of its own, in production, with nothing in its environment but its settings.</summary>
internal sealed partial class WebApp : IDeployedApp
{
    private readonly Child _child;
    private readonly Forwarder _forwarder;

    private WebApp(Child child, Uri address) => (_child, _forwarder) = (child, new Forwarder(address));

    public static async Task<IDeployedApp> StartAsync(string program, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = Path.GetDirectoryName(program)! };
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "DOTNET_ROOT" or "TMPDIR")).ToList())
        {
            start.Environment.Remove(name);
        }

        (start.Environment["ASPNETCORE_URLS"], start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"]) = ("http://127.0.0.1:0", "Information"); // it prints its port
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var child = Child.Start(start);
        try
        {
            await Until.TrueAsync("the application listens", () => Task.FromResult(Listens().IsMatch(child.Output)));
            return new WebApp(child, new Uri(Listens().Match(child.Output).Groups["address"].Value));
        }
        catch (Exception cause)
        {
            await child.DisposeAsync();
            throw new InvalidOperationException($"{program} does not listen.\n{child.Output}\n{child.Errors}", cause);
        }
    }

    public Task AnswerAsync(HttpContext context) => _forwarder.ForwardAsync(context);

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _forwarder.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Listens();
}
