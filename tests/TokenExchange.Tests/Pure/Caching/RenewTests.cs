using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>Asking again for a value that was found to be stale, without giving anybody a lever on the source.</summary>
public sealed class RenewTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task A_newer_value_that_is_there_costs_no_fetch()
    {
        await _source.FillAsync("two");

        var value = await _source.Value.RenewAsync("one", CancellationToken.None);

        Assert.Equal(("two", 1), (value, _source.Count));
    }

    [Fact]
    public async Task A_value_found_stale_is_fetched_within_the_call()
    {
        await _source.FillAsync("one");

        Assert.Equal("two", await RenewAsync("one", "two"));
    }

    [Fact]
    public async Task A_fetch_that_began_earlier_is_waited_for_and_then_the_source_is_asked_again()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor * 0.91);
        await _source.Value.GetAsync(CancellationToken.None);
        var earlier = await _source.NextAsync();

        var caller = _source.Value.RenewAsync("one", CancellationToken.None).AsTask();
        earlier.Bring("one");
        (await _source.NextAsync()).Bring("two");

        Assert.Equal("two", await caller);
    }

    [Fact]
    public async Task A_fetch_that_began_earlier_is_enough_when_it_brings_something_new()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor * 0.91);
        await _source.Value.GetAsync(CancellationToken.None);
        var earlier = await _source.NextAsync();

        var caller = _source.Value.RenewAsync("one", CancellationToken.None).AsTask();
        earlier.Bring("two");

        Assert.Equal(("two", 2), (await caller, _source.Count));
    }

    [Fact]
    public async Task Ten_thousand_vain_renewals_cost_one_fetch_per_cool_down()
    {
        await _source.FillAsync("one");
        await RenewAsync("one", "one");

        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal("one", await _source.Value.RenewAsync("one", CancellationToken.None));
        }

        Assert.Equal(2, _source.Count);
    }

    [Fact]
    public async Task Ten_thousand_callers_at_once_share_one_vain_renewal()
    {
        await _source.FillAsync("one");
        var callers = Enumerable.Range(0, 10_000).Select(_ => _source.Value.RenewAsync("one", CancellationToken.None).AsTask()).ToList();

        (await _source.NextAsync()).Bring("one");
        await ScriptedSource.UntilAsync(() => callers[0].IsCompleted);
        if (_source.Count > 2)
        {
            (await _source.NextAsync()).Bring("one"); // those who came during the first may ask once more, together
        }

        await Task.WhenAll(callers).WaitAsync(WaitLimit.Longest);
        Assert.InRange(_source.Count, 2, 3);
    }

    [Fact]
    public async Task After_the_cool_down_a_renewal_may_ask_again()
    {
        await _source.FillAsync("one");
        await RenewAsync("one", "one");
        _source.Clock.Advance(_source.Policy.CoolDown);

        Assert.Equal("two", await RenewAsync("one", "two"));
    }

    [Fact]
    public async Task Renewals_that_bring_something_may_follow_each_other_at_once()
    {
        await _source.FillAsync("v0");

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"v{i + 1}", await RenewAsync($"v{i}", $"v{i + 1}"));
        }
    }

    private async Task<string> RenewAsync(string stale, string brought)
    {
        var caller = _source.Value.RenewAsync(stale, CancellationToken.None).AsTask();
        (await _source.NextAsync()).Bring(brought);
        return await caller;
    }
}
