using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>Nobody is given what belongs to somebody else, whatever fails.</summary>
public sealed class CanaryTests
{
    /// <summary>Users that are at work at the same time: so few that a small machine answers each call to the store within its second.</summary>
    private const int AtOnce = 12;

    private static readonly int Users = Repetitions.Of(all: 1_000, some: 120);

    private static readonly ParallelOptions Parallel = new() { MaxDegreeOfParallelism = AtOnce };

    /// <summary>Tokens are renewed and used at all gateways in turn, while token calls fail or are slow and answers are lost.</summary>
    [AzuriteFact]
    public async Task Each_of_many_users_acts_as_himself()
    {
        await using var instances = await Instances.StartAsync(("LocalHost:Provider:Users", $"{Users}"));
        var users = Enumerable.Range(1, Users).Select(number => new Person(number, instances)).ToList();
        await System.Threading.Tasks.Parallel.ForEachAsync(users, Parallel, async (user, _) => await user.SignInAsync());
        await instances.TokenFaultAsync(status: 500, count: Users / 20);
        await instances.TokenFaultAsync(delayMs: 1_000, count: Users / 20);
        await System.Threading.Tasks.Parallel.ForEachAsync(users, Parallel, async (user, _) => await user.WorkAsync());
    }

    /// <summary>One of the users.</summary>
    private sealed class Person(int number, Instances instances)
    {
        private WebUser _browser = instances.NewUser();

        private string Subject { get; } = $"subject-{number}";

        public Task SignInAsync() => _browser.SignInAsync(new { loginHint = $"user-{number}" });

        public async Task WorkAsync()
        {
            for (var round = 0; round < 2; round++)
            {
                await RefreshAsync(isLost: number % 4 == round);
                _browser.Instance = instances.Next();
                var call = await _browser.CallAsync(HttpMethod.Get, Instances.Echo);
                Assert.True(call.Status == HttpStatusCode.OK, call.Text);
                Assert.Equal(Subject, call.Json.GetProperty("user").GetString());
            }
        }

        /// <summary>Renews at two gateways at the same time, until one of them has succeeded. The answers may be lost: then the old cookies stay.</summary>
        private async Task RefreshAsync(bool isLost)
        {
            await Until.TrueAsync("a refresh", async () =>
            {
                var copies = instances.Copies(_browser, 2);
                var answers = await copies.RefreshAsync();
                foreach (var (copy, answer) in copies.Zip(answers))
                {
                    Assert.True(answer.Status == HttpStatusCode.OK || answer.Code == "provider_unavailable", $"{answer.Text} {instances.StoreOutages}");
                    Assert.True(answer.Code is not null || answer.Json.GetProperty("claims").GetProperty("sub").GetString() == Subject, answer.Text);
                    _browser = answer.Status == HttpStatusCode.OK && !isLost ? copy : _browser;
                }

                return answers.Any(answer => answer.Status == HttpStatusCode.OK);
            });
        }
    }
}
