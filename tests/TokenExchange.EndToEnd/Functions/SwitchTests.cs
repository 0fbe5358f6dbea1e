using System.Net;
using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The switches of docs/operations/incident.md, with the settings that stand there.</summary>
[Collection(Published.Functions)]
public sealed partial class SwitchTests
{
    [FunctionsFact]
    public async Task The_command_that_stops_sign_ins_stops_all_of_them_and_nothing_else()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Requirements.Root, "docs", "operations", "incident.md"));
        await using var deployment = await Deployment.StartAsync(Setting().Matches(page).Select(match => (match.Groups["name"].Value, "true")));
        using var caller = deployment.NewCaller();

        foreach (var (method, path) in new[] { (HttpMethod.Get, "login"), (HttpMethod.Post, "login"), (HttpMethod.Post, "exchange"), (HttpMethod.Get, "callback"), (HttpMethod.Post, "callback") })
        {
            using var message = new HttpRequestMessage(method, "/api/auth/" + path) { Headers = { { "X-CSRF", "1" } } };
            using var stopped = await caller.SendAsync(message);
            Assert.Equal(HttpStatusCode.NotFound, stopped.StatusCode);
            Assert.Equal("route_unknown", stopped.Headers.GetValues("TE-Error").Single()); // of the function for unknown addresses
        }

        using var session = await caller.GetAsync(new Uri("/api/auth/session", UriKind.Relative));
        using var proxy = await caller.GetAsync(new Uri("/api/proxy/echo/anything", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (session.StatusCode, proxy.StatusCode));
        Assert.Equal("not_authenticated", proxy.Headers.GetValues("TE-Error").Single());
    }

    [GeneratedRegex(@"(?<name>AzureWebJobs\.\w+\.Disabled)=true", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
