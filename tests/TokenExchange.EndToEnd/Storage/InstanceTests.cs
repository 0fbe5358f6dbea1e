using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>One session on several gateway processes.</summary>
public sealed class InstanceTests
{
    private const string Echo = "/api/proxy/echo/anything/x";

    /// <summary>Parallel requests of one round, and as many that come late.</summary>
    private const int Requests = 200;

    [AzuriteFact]
    public async Task Parallel_and_late_requests_make_one_token_call_and_all_succeed()
    {
        const int Rounds = 20;
        await using var instances = await Instances.StartAsync();
        var user = instances.NewUser();
        await user.SignInAsync();

        for (var round = 1; round <= Rounds; round++)
        {
            var copies = Enumerable.Range(0, 2 * Requests).Select(_ => instances.Copy(user)).ToList();
            var parallel = await Task.WhenAll(copies.Take(Requests).Select(copy => copy.CallAsync(HttpMethod.Post, "/api/auth/refresh")));
            var late = await Task.WhenAll(copies.Skip(Requests).Select(copy => copy.CallAsync(HttpMethod.Post, "/api/auth/refresh")));

            Assert.All(parallel.Concat(late), answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Text));
            Assert.Equal(round, await instances.RefreshesAsync());
            user = copies[round % copies.Count];
        }

        Assert.Equal(HttpStatusCode.OK, (await user.CallAsync(HttpMethod.Get, Echo)).Status);
    }

    [AzuriteFact]
    public async Task A_gateway_that_is_killed_in_the_middle_of_a_refresh_costs_no_session()
    {
        await using var instances = await Instances.StartAsync();
        using var user = instances.NewUser();
        await user.SignInAsync();
        await instances.Services.ControlAsync(HttpMethod.Post, "provider/faults", new { endpoint = "token", delayMs = 60_000 });
        var dead = instances.Gateways[0];
        using var lost = user.Copy();
        lost.Instance = dead.Listening;
        var call = lost.CallAsync(HttpMethod.Post, "/api/auth/refresh");
        await Until.TrueAsync("the token call of the gateway that will be killed", async () => await instances.RefreshesAsync() == 1);

        await instances.KillAsync(dead);
        await Assert.ThrowsAsync<HttpRequestException>(() => call);

        // The access token lives, so calls go on with it; a refresh is possible again after the lease of the claim.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => instances.Copy(user).CallAsync(HttpMethod.Get, Echo)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        user.Instance = instances.Next();
        await Until.TrueAsync("a refresh by another gateway", async () => (await user.CallAsync(HttpMethod.Post, "/api/auth/refresh")).Status == HttpStatusCode.OK);
        Assert.Equal(2, await instances.RefreshesAsync());
    }

    [AzuriteFact]
    public async Task A_logout_is_known_at_once_here_and_within_the_poll_interval_elsewhere()
    {
        await using var instances = await Instances.StartAsync();
        using var user = instances.NewUser();
        await user.SignInAsync();
        using var copy = user.Copy();
        var here = instances.Gateways[0].Listening;
        (user.Instance, copy.Instance) = (here, here);

        await user.CallAsync(HttpMethod.Post, "/api/auth/logout");

        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.Copy().CallAsync(HttpMethod.Get, Echo)).Status);
        foreach (var gateway in instances.Gateways.Skip(1))
        {
            await Until.TrueAsync("the end of the session on another gateway", async () =>
            {
                using var thief = copy.Copy();
                thief.Instance = gateway.Listening;
                return (await thief.CallAsync(HttpMethod.Get, Echo)).Status == HttpStatusCode.Unauthorized;
            });
        }
    }

    [AzuriteFact]
    public async Task One_code_at_two_gateways_signs_both_in_with_one_token_call()
    {
        await using var instances = await Instances.StartAsync();
        for (var round = 1; round <= 20; round++)
        {
            using var user = instances.NewUser();
            var answer = await user.AuthorizeAsync();
            var twins = Enumerable.Range(0, 3).Select(_ => instances.Copy(user)).ToList();

            var answers = await Task.WhenAll(twins.Select(twin => twin.ExchangeAsync(answer)));

            Assert.All(answers, exchanged => Assert.True(exchanged.Status == HttpStatusCode.OK, exchanged.Text));
            Assert.Equal(round, await instances.Services.TokenCallsAsync("authorization_code"));
        }
    }

    [AzuriteFact]
    public async Task Each_of_many_users_acts_as_himself()
    {
        await using var instances = await Instances.StartAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var user = instances.NewUser();
            await user.SignInAsync(new { loginHint = i % 2 == 0 ? "alice" : "bob" });
            return user;
        }));

        var calls = (await Task.WhenAll(users.Select((user, i) => CallAsync(instances, user, i % 2)))).SelectMany(subjects => subjects).ToList();

        Assert.Equal(2, calls.Distinct().Count());
        Assert.All(users, user => user.Dispose());
    }

    /// <summary>Twenty-five calls of one user at all gateways, with the cookies of now; every fifth is a refresh.</summary>
    private static async Task<List<(int Expected, string? Subject)>> CallAsync(Instances instances, WebUser user, int expected)
    {
        List<(int Expected, string? Subject)> subjects = [];
        for (var call = 0; call < 25; call++)
        {
            using var copy = instances.Copy(user);
            var isRefresh = call % 5 == 0;
            var answer = await (isRefresh ? copy.CallAsync(HttpMethod.Post, "/api/auth/refresh") : copy.CallAsync(HttpMethod.Get, Echo));
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            var subject = isRefresh ? answer.Json.GetProperty("claims").GetProperty("sub") : answer.Json.GetProperty("user");
            subjects.Add((expected, subject.GetString()));
        }

        return subjects;
    }
}
