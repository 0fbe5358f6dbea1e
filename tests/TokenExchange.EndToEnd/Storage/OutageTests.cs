using System.Collections.Concurrent;
using System.Net;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>The store hangs while users sign in, call, refresh and sign out at all gateways.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Repetitions.Of(all: 60, some: 20));
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    [AzuriteFact]
    public async Task Nobody_is_signed_out_and_what_ended_meanwhile_is_ended_everywhere_afterwards()
    {
        await using var instances = await Instances.StartAsync();
        var load = new Load(instances);
        var workers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => instances.SignedInAsync()));
        await instances.Store.SuspendAsync();
        var began = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(workers.Select(user => load.RunAsync(user, () => TimeProvider.System.GetElapsedTime(began) < Outage)));
        await ReadinessAsync(instances, workers[0], "degraded");
        await instances.Store.ResumeAsync();

        Assert.True(load.Longest < LongestAnswer, $"An answer took {load.Longest.TotalSeconds:0.0} s.");
        await ReadinessAsync(instances, workers[0], "ok");
        Assert.NotEmpty(load.Left);
        await Task.WhenAll(load.Left.Select(instances.RefusedByAllAsync));
        foreach (var user in workers)
        {
            (await instances.Copies(user, 3).EchoAsync()).AllSucceeded();
            (await instances.Copies(user, 1).RefreshAsync()).AllSucceeded();
        }
    }

    /// <summary>Every gateway is ready, and says this of the store as soon as it has noticed.</summary>
    private static async Task ReadinessAsync(Instances instances, WebUser signedIn, string sharedState)
    {
        foreach (var gateway in instances.Gateways)
        {
            var user = signedIn.Copy();
            user.Instance = gateway.Listening;
            await Until.TrueAsync($"readiness with a store that is {sharedState}", async () =>
            {
                await user.SessionAsync(); // traffic, by which a gateway notices
                var ready = await user.CallAsync(HttpMethod.Get, "/api/health/ready");
                Assert.True(ready.Status == HttpStatusCode.OK, ready.Text);
                return ready.Json.GetProperty("checks").GetProperty("sharedState").GetProperty("status").GetString() == sharedState;
            });
        }
    }

    /// <summary>What users do all the time, each at any gateway; every answer is a success.</summary>
    private sealed class Load(Instances instances)
    {
        private long _longest;

        /// <summary>Copies of the cookies of users that signed out.</summary>
        public ConcurrentBag<WebUser> Left { get; } = [];

        public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

        public async Task RunAsync(WebUser user, Func<bool> goesOn)
        {
            while (goesOn())
            {
                user.Instance = instances.Next();
                await AnsweredAsync(user.CallAsync(HttpMethod.Get, Instances.Echo));
                await AnsweredAsync(user.CallAsync(HttpMethod.Post, "/api/auth/refresh"));
                var other = instances.NewUser();
                await AnsweredAsync(other.ExchangeAsync(await other.AuthorizeAsync(new { loginHint = "bob" })));
                Left.Add(other.Copy());
                await AnsweredAsync(other.CallAsync(HttpMethod.Post, "/api/auth/logout"));
            }
        }

        private async Task AnsweredAsync(Task<Answer> call)
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = await call;
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            var took = TimeProvider.System.GetElapsedTime(began).Ticks;
            for (var longest = Interlocked.Read(ref _longest); took > longest; longest = Interlocked.Read(ref _longest))
            {
                Interlocked.CompareExchange(ref _longest, took, longest);
            }
        }
    }
}
