using System.Diagnostics;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Apis;

/// <summary>An API of <c>samples/</c> as a process of its own, on a free port.</summary>
internal sealed partial class SampleApi : IAsyncDisposable
{
    private readonly Child _child;
    private readonly string? _folder;

    private SampleApi(Child child, string? folder = null) => (_child, _folder) = (child, folder);

    public string Address { get; private set; } = "";

    /// <summary>Starts the ASP.NET Core sample.</summary>
    public static Task<SampleApi> StartDotNetAsync(string issuer, string audience)
    {
        var folder = Requirements.Output("OrdersApi");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "OrdersApi.dll")]) { WorkingDirectory = folder };
        Set(start, ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Authority", issuer), ("Audience", audience));
        return ReadyAsync(new SampleApi(Child.Start(start)));
    }

    /// <summary>Starts the Node.js sample, in a folder where the tests' packages are found.</summary>
    public static Task<SampleApi> StartNodeAsync(string issuer, string audience)
    {
        var folder = Directory.CreateTempSubdirectory("orders-api-").FullName;
        File.Copy(Path.Combine(Requirements.Root, "samples", "orders-api-node", "server.mjs"), Path.Combine(folder, "server.mjs"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(Requirements.ProviderFolder, "node_modules"));
        var start = new ProcessStartInfo(Requirements.Node!, ["server.mjs"]) { WorkingDirectory = folder };
        Set(start, ("ISSUER", issuer), ("AUDIENCE", audience), ("PORT", "0"));
        return ReadyAsync(new SampleApi(Child.Start(start), folder));
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(Path.Combine(_folder, "node_modules")); // the link alone
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static void Set(ProcessStartInfo start, params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
    }

    private static async Task<SampleApi> ReadyAsync(SampleApi api)
    {
        try
        {
            await Until.TrueAsync("the sample listens", () => Task.FromResult(Listens().IsMatch(api._child.Output)));
            api.Address = Listens().Match(api._child.Output).Groups[1].Value;
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Listens();
}
