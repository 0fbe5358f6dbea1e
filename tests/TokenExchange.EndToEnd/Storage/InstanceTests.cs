using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Storage;

/// <summary>One session on several gateway processes.</summary>
public sealed class InstanceTests
{
    /// <summary>Parallel requests of one round, and as many that come late.</summary>
    private const int Requests = 200;

    private static readonly int Rounds = Repetitions.Of(all: 20, some: 5);

    [AzuriteFact]
    public async Task Parallel_and_late_requests_make_one_token_call_and_all_succeed()
    {
        await using var instances = await Instances.StartAsync();
        var user = await instances.SignedInAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            await instances.Services.AdvanceAsync(Instances.Expiry);
            var copies = instances.Copies(user, 2 * Requests);

            var parallel = await copies.Take(Requests).EchoAsync();
            var late = await copies.Skip(Requests).RefreshAsync();

            parallel.Concat(late).AllSucceeded();
            Assert.Equal(round, await instances.RefreshesAsync());
            user = copies[round % copies.Count];
        }
    }

    [AzuriteFact]
    public async Task One_code_at_two_gateways_signs_both_in_with_one_token_call()
    {
        await using var instances = await Instances.StartAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var user = instances.NewUser();
            var answer = await user.AuthorizeAsync();

            var answers = await Task.WhenAll(instances.Copies(user, 3).Select(twin => twin.ExchangeAsync(answer)));

            answers.AllSucceeded();
            Assert.Equal(round, await instances.Services.TokenCallsAsync("authorization_code"));
        }
    }
}
