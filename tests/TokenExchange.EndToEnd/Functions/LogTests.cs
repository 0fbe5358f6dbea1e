using System.Text.RegularExpressions;
using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>What the worker tells the host's log, and what the host sees of a worker that cannot start.</summary>
[Collection(Published.Functions)]
public sealed partial class LogTests
{
    [FunctionsFact]
    public async Task The_log_that_reaches_the_host_tells_what_happened_and_no_secret()
    {
        await using var deployment = await Deployment.StartAsync();
        using var user = deployment.NewUser();
        List<string> secrets = ["canary-" + Guid.NewGuid(), FunctionsHost.FunctionKey];
        await deployment.Services.PutSecretAsync("partner-api-key", secrets[0]);

        await user.NavigateAsync(await user.AuthorizeAsync());
        secrets.AddRange(user.GatewayCookieValues);
        await user.CallAsync(HttpMethod.Get, "/api/proxy/echo/users/grace?name=hopper");
        await user.CallAsync(HttpMethod.Get, "/api/proxy/partner/anything");
        await user.CallAsync(HttpMethod.Post, "/api/auth/refresh");
        secrets.AddRange(user.GatewayCookieValues);
        await user.CallAsync(HttpMethod.Post, $"/api/events/vault?code={FunctionsHost.FunctionKey}", new { });
        await user.CallAsync(HttpMethod.Get, "/api/auth/callback?code=never-issued&state=made-up");
        await user.CallAsync(HttpMethod.Post, "/api/auth/logout");

        await Until.TrueAsync("the end is in the log", () => Task.FromResult(Told(deployment).Any(line => line.Contains("was ended: user", StringComparison.Ordinal))));
        Assert.Contains(Told(deployment), line => line.StartsWith("A user signed in", StringComparison.Ordinal));
        Assert.Empty(deployment.Host.Failures);
        foreach (var told in deployment.Host.Logs.Select(log => log.Everything).Append(deployment.Host.Output))
        {
            Assert.DoesNotContain(secrets, secret => told.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotMatch(Carried(), told);
        }
    }

    [FunctionsFact]
    public async Task Settings_that_are_wrong_end_the_start_and_are_all_named()
    {
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => Deployment.StartAsync(
            ("TokenExchange:Sessions:IdleLifeTimes", "01:00:00"),
            ("TokenExchange:PublicOrigin", "http://app.example.test"),
            ("TokenExchange:SharedState:BlobContainerUri", "https://x.example.test/c")));

        foreach (var key in new[] { "TokenExchange:Sessions:IdleLifeTimes", "TokenExchange:PublicOrigin", "TokenExchange:SharedState:BlobContainerUri" })
        {
            Assert.Contains(key, ended.Message, StringComparison.Ordinal);
        }

        // The host logs a line of standard error as Error only when it contains such a word.
        Assert.All(ended.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("error: ", line, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Told(Deployment deployment) =>
        deployment.Host.Logs.Where(log => log.Category == "TokenExchange.Audit").Select(log => log.Message);

    /// <summary>What the dev provider issues, who its users are, and what addresses carry.</summary>
    [GeneratedRegex(@"\b(code|at|rt)-[A-Za-z0-9_-]{20}|eyJ|[?&](code|state|nonce)=|made-up|never-issued|grace|hopper|alice|88421113", RegexOptions.IgnoreCase)]
    private static partial Regex Carried();
}
