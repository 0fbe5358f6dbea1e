using System.Diagnostics;
using System.Xml.Linq;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>The drill in its short form, as an operator runs it: a process of its own, its exit code, its table and its picture.</summary>
public sealed class DrillTests
{
    private const int Events = 20;

    /// <summary>Kept, so that a pipeline can publish it.</summary>
    private static readonly string Picture = Path.Combine(Requirements.Root, "artifacts", "drill.svg");

    [Fact]
    public async Task Everything_rotates_and_fails_and_users_see_nothing_but_what_the_contract_allows()
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(Requirements.Output("TokenExchange.Operations"), "TokenExchange.Operations.dll"), "drill", "--minutes", "0.5", "--users", "10", "--picture", Picture])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var table = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, table + await errors);
        Assert.StartsWith("EVENT", table, StringComparison.Ordinal);
        Assert.Contains($"{Events} events, ", table, StringComparison.Ordinal);
        var labels = XDocument.Load(Picture).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.Contains("private key, with overlap", labels);
        Assert.Equal(Events + 2, labels.Count); // the events, and two lines of legend
    }
}
