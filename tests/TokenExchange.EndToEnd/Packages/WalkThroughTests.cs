using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Packages;

/// <summary>The calls by curl in docs/tutorials.md, as the page has them.</summary>
public sealed partial class WalkThroughTests
{
    [SignalFact]
    public async Task The_walk_through_by_curl_signs_in_calls_an_API_and_signs_out()
    {
        var folder = Directory.CreateTempSubdirectory("curl-").FullName;
        await using var host = await LocalHost.StartAsync();
        var page = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "docs", "tutorials.md"));
        var script = Script().Match(page).Groups["script"].Value.Replace("http://localhost:5080", host.Origin, StringComparison.Ordinal);

        var lines = (await DotNet.RunAsync("bash", folder, ["-euo", "pipefail", "-c", script])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Directory.Delete(folder, recursive: true);
        string[] expected = ["\"isAuthenticated\":false", "\"handled\":true", "\"path\":\"/anything/orders\"", "\"logoutUrl\":", "\"code\":\"session_revoked\""];
        Assert.Equal(expected.Length, lines.Length);
        Assert.All(expected.Zip(lines), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [GeneratedRegex("<!-- walk-through -->\n```sh\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Script();
}
