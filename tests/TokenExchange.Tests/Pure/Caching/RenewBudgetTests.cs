using TokenExchange.Caching;
using TokenExchange.Failures;

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
    public async Task What_one_budget_spends_is_not_missing_in_the_other()
    {
        await _source.FillAsync("one");
        var separate = _source.Value.SeparateBudget();
        await RenewAsync("one", "one", separate);

        var early = await _source.Value.RenewAsync("one", separate, CancellationToken.None);
        var provider = await RenewAsync("one", "two");

        Assert.Equal(("one", _source.Policy.CoolDown), (early.Value, early.Wait));
        Assert.Equal(("two", 3), (provider, _source.Count));
    }

    [Fact]
    public async Task A_separate_budget_pays_for_what_brings_something_new_too()
    {
        await _source.FillAsync("one");
        var separate = _source.Value.SeparateBudget();
        await RenewAsync("one", "two", separate);

        var early = await _source.Value.RenewAsync("two", separate, CancellationToken.None);

        Assert.Equal(("two", _source.Policy.CoolDown, 2), (early.Value, early.Wait, _source.Count));
    }

    [Fact]
    public async Task A_separate_budget_is_given_back_when_the_renewal_helped()
    {
        await _source.FillAsync("one");
        var separate = _source.Value.SeparateBudget();
        await RenewAsync("one", "two", separate);

        _source.Value.Refund(separate);

        Assert.Equal("three", await RenewAsync("two", "three", separate));
    }

    [Fact]
    public async Task What_is_spent_there_is_not_missing_in_a_separate_budget()
    {
        await _source.FillAsync("one");
        await RenewAsync("one", "one");

        Assert.Equal("two", await RenewAsync("one", "two", _source.Value.SeparateBudget()));
    }

    [Fact]
    public async Task A_renewal_that_brings_something_begins_the_cool_down_anew()
    {
        await _source.FillAsync("one");
        await RenewAsync("one", "one");
        _source.Clock.Advance(_source.Policy.CoolDown);
        await RenewAsync("one", "two");
        await RenewAsync("two", "two");

        _source.Clock.Advance(_source.Policy.CoolDown); // and not twice as long

        Assert.Equal("three", await RenewAsync("two", "three"));
    }

    [Fact]
    public async Task Vain_renewals_wait_longer_each_time()
    {
        await _source.FillAsync("one");
        await RenewAsync("one", "one");
        _source.Clock.Advance(_source.Policy.CoolDown);
        await RenewAsync("one", "one");

        _source.Clock.Advance(_source.Policy.CoolDown);
        var soon = await _source.Value.RenewAsync("one", CancellationToken.None);
        _source.Clock.Advance(_source.Policy.CoolDown);

        Assert.Equal(("one", "two"), (soon, await RenewAsync("one", "two")));
    }

    [Fact]
    public async Task A_source_that_fails_is_an_outage_and_not_the_answer_that_nothing_is_newer()
    {
        await _source.FillAsync("one");
        var caller = _source.Value.RenewAsync("one", CancellationToken.None).AsTask();
        (await _source.NextAsync()).Fail();

        await Assert.ThrowsAsync<OutageException>(() => caller);
        await Assert.ThrowsAsync<OutageException>(() => _source.Value.RenewAsync("one", CancellationToken.None).AsTask());
        Assert.Equal(2, _source.Count);
    }

    private async Task<string> RenewAsync(string stale, string brought, CoolDown? budget = null)
    {
        var caller = budget is null ? _source.Value.RenewAsync(stale, CancellationToken.None).AsTask() : FromAsync(stale, budget);
        (await _source.NextAsync()).Bring(brought);
        return await caller;
    }

    private async Task<string> FromAsync(string stale, CoolDown budget)
    {
        var renewed = await _source.Value.RenewAsync(stale, budget, CancellationToken.None);
        Assert.Null(renewed.Wait);
        return renewed.Value;
    }
}
