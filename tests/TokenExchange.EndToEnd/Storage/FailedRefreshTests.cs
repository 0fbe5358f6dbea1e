using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>
/// A refresh on several gateway processes goes wrong: a refresh token is not used a second time because of it, and nobody is signed out who should not be.
/// </summary>
public sealed class FailedRefreshTests
{
    private const int Requests = 200;

    /// <summary>Longer than any token call is waited for. The provider has not used the refresh token until then.</summary>
    private const int Hangs = 60_000;

    /// <summary>After that time a gateway gives a token call up.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly int Rounds = Repetitions.Of(all: 20, some: 4);
    private static readonly int Kills = Repetitions.Of(all: 2, some: 1);

    /// <summary>Each kill ends the refreshes of ten sessions; their claims stay until the lease ends, by the clock of the store.</summary>
    [AzuriteFact]
    public async Task A_gateway_that_is_killed_in_the_middle_of_refreshes_costs_no_session()
    {
        await using var instances = await Instances.StartAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => instances.SignedInAsync()));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await instances.Services.AdvanceAsync(Instances.NearExpiry);
            await instances.TokenFaultAsync(delayMs: Hangs, count: users.Length);
            var before = await instances.RefreshesAsync();
            var dying = instances.Gateways[0];
            var lost = users.Select(user => CallAtAsync(dying, user)).ToList();
            await instances.RefreshesAsync(before + users.Length);

            await instances.KillAsync(dying);
            foreach (var call in lost)
            {
                await Assert.ThrowsAsync<HttpRequestException>(() => call);
            }

            var late = users.SelectMany(user => instances.Copies(user, Requests / users.Length)).ToList();
            (await users.SelectMany(user => instances.Copies(user, Requests / users.Length)).EchoAsync()).AllSucceeded(); // the access tokens live
            await Task.WhenAll(users.Select(user => RefreshedAsync(instances, user)));
            (await late.RefreshAsync()).AllSucceeded();

            Assert.Equal(before + (2 * users.Length), await instances.RefreshesAsync());
            await instances.AddAsync();
        }
    }

    /// <summary>The first round takes the real nine seconds, in the others the clock of the gateways is moved; the lease is measured by the store's clock.</summary>
    [AzuriteFact]
    public async Task A_token_call_that_hangs_is_given_up_before_anybody_else_makes_one()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            await instances.Services.AdvanceAsync(Instances.NearExpiry);
            await instances.TokenFaultAsync(delayMs: Hangs);
            var copies = instances.Copies(user, 1 + (2 * Requests));
            var first = copies[0].CallAsync(HttpMethod.Post, "/api/auth/refresh");
            await instances.RefreshesAsync((2 * round) - 1);
            var parallel = copies.Skip(1).Take(Requests).EchoAsync();
            if (round > 1)
            {
                await instances.Services.AdvanceAsync(Deadline);
            }

            (await parallel).AllSucceeded(); // the access token lives
            Assert.Equal("provider_unavailable", (await first).Code);
            await RefreshedAsync(instances, copies[0]);
            (await copies.Skip(1 + Requests).RefreshAsync()).AllSucceeded();

            Assert.Equal(2 * round, await instances.RefreshesAsync());
            user = copies[^1];
        }
    }

    /// <summary>By turns the answer to a refresh and to a call whose access token has expired.</summary>
    [AzuriteFact]
    public async Task An_answer_that_the_network_lost_is_given_again_by_another_gateway()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            await instances.Services.AdvanceAsync(Instances.Expiry);
            instances.Network.LeadTo(instances.Next());
            instances.Network.LoseNext();
            user.Instance = null;

            await Assert.ThrowsAsync<HttpRequestException>(() => round % 2 == 0
                ? user.CallAsync(HttpMethod.Post, "/api/auth/refresh")
                : user.CallAsync(HttpMethod.Get, Instances.Echo));
            var copies = instances.Copies(user, Requests);
            (await copies.EchoAsync()).AllSucceeded();

            Assert.Equal(round, await instances.RefreshesAsync());
            user = copies[0];
        }
    }

    [AzuriteFact]
    public async Task An_id_token_that_cannot_be_used_costs_neither_the_session_nor_a_second_token_call()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            await instances.Services.AdvanceAsync(Instances.Expiry);
            await instances.Services.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { exp = 1, name = "Somebody Else" } });
            var copies = instances.Copies(user, 2 * Requests);

            var answers = await copies.Take(Requests).RefreshAsync();
            var late = await copies.Skip(Requests).RefreshAsync();

            answers.Concat(late).AllSucceeded();
            Assert.All(answers.Concat(late), answer => Assert.Equal("Alice Example", answer.Json.GetProperty("claims").GetProperty("name").GetString()));
            Assert.Equal(round, await instances.RefreshesAsync());
            user = copies[^1];
        }
    }

    [AzuriteFact]
    public async Task An_id_token_about_another_user_ends_the_session_on_all_gateways_after_one_token_call()
    {
        await using var instances = await Instances.StartAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var user = await instances.SignedInAsync();
            await instances.Services.ControlAsync(HttpMethod.Post, "provider/next-token", new { claims = new { sub = "88421114" } });
            var copies = instances.Copies(user, 60);

            var answers = await copies.Take(30).RefreshAsync();
            var late = await copies.Skip(30).RefreshAsync();

            Assert.All(answers.Concat(late), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
            Assert.Equal(round, await instances.RefreshesAsync());
        }
    }

    private static Task<Answer> CallAtAsync(LocalHost gateway, WebUser user)
    {
        var copy = user.Copy();
        copy.Instance = gateway.Listening;
        return copy.CallAsync(HttpMethod.Post, "/api/auth/refresh");
    }

    private static async Task RefreshedAsync(Instances instances, WebUser user)
    {
        user.Instance = instances.Next();
        await Until.TrueAsync("a refresh by another gateway", async () =>
        {
            var answer = await user.CallAsync(HttpMethod.Post, "/api/auth/refresh");
            Assert.True(answer.Status == HttpStatusCode.OK || answer.Code == "provider_unavailable", answer.Text);
            return answer.Status == HttpStatusCode.OK;
        });
    }
}
