using System.Diagnostics;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The starter as its build script puts it together, once for all tests.</summary>
public sealed class BuiltStarter
{
    private Task<StaticPages>? _pages;

    /// <summary>Built when the first test asks, so that a machine without Node.js can skip them.</summary>
    internal Task<StaticPages> PagesAsync() => _pages ??= BuildAsync();

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
