using TokenExchange.Caching;

namespace TokenExchange.Tests.Pure;

/// <summary>Whose attempts cost what, and what a failing source may not be taken for.</summary>
public sealed class RenewBudgetTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task A_caller_who_leaves_during_a_renewal_that_succeeds_costs_no_budget()
    {
        await _source.FillAsync("one");
        using var leaving = new CancellationTokenSource();
        var caller = _source.Value.RenewAsync("one", leaving.Token).AsTask();
        var fetch = await _source.NextAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        fetch.Bring("two");
        await ScriptedSource.UntilAsync(() => _source.Value.Peek == "two");

        var renewed = _source.Value.RenewAsync("two", CancellationToken.None).AsTask();

        Assert.False(renewed.IsCompleted, "The fetch brought something new, so the next one may follow at once.");
    }

    [Fact]
    public async Task What_strangers_spend_is_their_own()
    {
        await _source.FillAsync("one");
        var strangers = _source.Value.SeparateBudget();
        await RenewAsync("one", "one", strangers);

        var stranger = await _source.Value.RenewAsync("one", strangers, CancellationToken.None);
        var provider = await RenewAsync("one", "two");

        Assert.Equal(("one", "two", 3), (stranger, provider, _source.Count));
    }

    [Fact]
    public async Task A_source_that_fails_is_an_outage_and_not_the_answer_that_nothing_is_newer()
    {
        await _source.FillAsync("one");
        var caller = _source.Value.RenewAsync("one", CancellationToken.None).AsTask();
        (await _source.NextAsync()).Fail();

        await Assert.ThrowsAsync<ValueUnavailableException>(() => caller);
        await Assert.ThrowsAsync<ValueUnavailableException>(() => _source.Value.RenewAsync("one", CancellationToken.None).AsTask());
        Assert.Equal(2, _source.Count);
    }

    private async Task<string> RenewAsync(string wanting, string brought, CoolDown? budget = null)
    {
        var caller = _source.Value.RenewAsync(wanting, budget ?? _source.Value.SeparateBudget(), CancellationToken.None).AsTask();
        (await _source.NextAsync()).Bring(brought);
        return await caller;
    }
}
