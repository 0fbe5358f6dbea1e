using System.Diagnostics;
using TokenExchange.EndToEnd.Browser;
using TokenExchange.EndToEnd.Browser.Engines;
using TokenExchange.EndToEnd.Stand;

[assembly: AssemblyFixture(typeof(BuiltStarter))]

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The starter as its build script puts it together, once for all tests.</summary>
public sealed class BuiltStarter
{
    /// <summary>Where the service takes the response of a login: the template's default.</summary>
    internal const string ServiceCallback = "/api/auth/callback";

    /// <summary>Where the page takes it.</summary>
    internal const string PageCallback = "/callback";

    private readonly Lazy<Task<StaticPages>> _pages = new(BuildAsync);

    /// <summary>Built when the first test asks, so that a machine without Node.js can skip them.</summary>
    internal Task<StaticPages> PagesAsync() => _pages.Value;

    /// <summary>The page and the service on one origin, and an engine. Skips the test on a machine without Node.js.</summary>
    internal async Task<FrontStage> DeployAsync(IEngines engines, string callbackPath = ServiceCallback)
    {
        Assert.SkipWhen(Requirements.NodeMissing is not null, Requirements.NodeMissing ?? "");
        return await FrontStage.StartAsync(engines, (await PagesAsync()).AnswerAsync, ("TokenExchange:Login:CallbackPath", callbackPath));
    }

    private static async Task<StaticPages> BuildAsync()
    {
        var folder = Path.Combine(Requirements.Root, "artifacts", "starter");
        var script = Path.Combine(Requirements.Root, "clients", "starter", "build.mjs");
        using var build = Process.Start(new ProcessStartInfo(Requirements.Node!, [script, folder]) { RedirectStandardError = true })!;
        var errors = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, errors);
        return await StaticPages.ReadAsync(folder);
    }
}
