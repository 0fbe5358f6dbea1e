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

    [SignalFact]
    public async Task The_call_by_curl_that_moves_the_clock_lets_the_session_expire()
    {
        await using var host = await LocalHost.StartAsync();
        using var user = new WebUser(host);
        await user.SignInAsync();
        var command = DocumentedCommand.Line("docs/tutorials.md", "curl --json").Replace("http://localhost:5080", host.Origin, StringComparison.Ordinal);

        await DotNet.RunAsync("bash", Path.GetTempPath(), ["-c", command]);

        Assert.False((await user.SessionAsync()).Json.GetProperty("isAuthenticated").GetBoolean());
    }

    [SignalFact]
    public async Task The_call_by_curl_with_which_an_API_asks_about_a_token_is_answered()
    {
        const string secret = "of-the-api";
        var token = "";
        await using var api = await Site.StartAsync(context =>
        {
            token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            return Task.CompletedTask;
        });
        await using var host = await LocalHost.StartAsync(
            ("LocalHost:Provider:ApiId", "orders-api"),
            ("LocalHost:Provider:ApiSecret", secret),
            ("TokenExchange:Proxy:Routes:orders:Destination", $"http://127.0.0.1:{api.Port}"),
            ("TokenExchange:Proxy:Routes:orders:Credential", "user-token"),
            ("TokenExchange:Proxy:Routes:orders:Paths:0", "/orders"));
        using var user = new WebUser(host);
        await user.SignInAsync();
        await user.CallAsync(HttpMethod.Get, "/api/proxy/orders/orders");

        var command = DocumentedCommand.Line("docs/own-api.md", "curl").Replace("<the value>", secret, StringComparison.Ordinal)
            .Replace("<access token>", token, StringComparison.Ordinal).Replace("http://127.0.0.1:5081", host.Provider, StringComparison.Ordinal);
        var answer = await DotNet.RunAsync("bash", Path.GetTempPath(), ["-c", command]);

        Assert.Contains("\"active\":true", answer, StringComparison.Ordinal);
        Assert.Contains("\"sub\":\"88421113\"", answer, StringComparison.Ordinal);
    }

    [GeneratedRegex("<!-- walk-through -->\n```sh\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Script();
}
