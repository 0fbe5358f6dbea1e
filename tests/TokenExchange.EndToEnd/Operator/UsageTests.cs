using System.Diagnostics;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>What the local host says as a process when it is asked for something that there is not.</summary>
public sealed class UsageTests
{
    [Fact]
    public async Task An_unknown_half_starts_nothing()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(LocalHost.Folder, "TokenExchange.LocalHost.dll"), "--only", "bogus"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        Assert.Equal("", await output);
        Assert.Contains("--only", await errors, StringComparison.Ordinal);
    }
}
