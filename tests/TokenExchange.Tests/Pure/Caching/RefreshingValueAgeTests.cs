using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>What a value's age means: fresh, ahead, stale, too old.</summary>
public sealed class RefreshingValueAgeTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task A_fresh_value_asks_nobody()
    {
        await _source.FillAsync("one");

        _source.Clock.Advance(_source.Policy.FreshFor * 0.79);
        var value = await _source.Value.GetAsync(CancellationToken.None);

        Assert.Equal(("one", 1), (value, _source.Count));
    }

    [Fact]
    public async Task Ahead_of_its_age_a_value_is_served_and_refreshed_behind()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor * 0.91);

        var served = await _source.Value.GetAsync(CancellationToken.None);
        (await _source.NextAsync()).Bring("two");
        await ScriptedSource.UntilAsync(() => _source.Value.Peek == "two");

        Assert.Equal("one", served);
        Assert.Equal("two", await _source.Value.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_stale_value_waits_for_a_new_one()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor);

        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        var fetch = await _source.NextAsync();
        var waited = !caller.IsCompleted;
        fetch.Bring("two");

        Assert.True(waited);
        Assert.Equal("two", await caller);
    }

    [Fact]
    public async Task The_source_is_given_the_last_value()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor);

        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        var fetch = await _source.NextAsync();
        fetch.Bring("two");
        await caller;

        Assert.Equal("one", fetch.Known);
    }

    [Fact]
    public async Task A_stale_value_is_served_when_its_source_fails()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor * 2);

        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        (await _source.NextAsync()).Fail();

        Assert.Equal("one", await caller);
        Assert.Equal(1, _source.Failures);
    }

    [Fact]
    public async Task Once_a_stale_attempt_failed_nobody_waits_again()
    {
        await _source.FillAndFailAsync("one", _source.Policy.FreshFor * 2);
        _source.Clock.Advance(_source.Policy.CoolDown);

        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        var fetch = await _source.NextAsync(); // it is tried behind

        Assert.True(caller.IsCompletedSuccessfully);
        Assert.False(fetch.Answer.IsCompleted);
    }

    [Fact]
    public async Task A_value_that_is_too_old_is_refused()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.UsableFor);

        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        (await _source.NextAsync()).Fail();

        await Assert.ThrowsAsync<OutageException>(() => caller);
        Assert.Null(_source.Value.Peek);
    }

    [Fact]
    public async Task Just_before_it_is_too_old_a_value_is_still_served()
    {
        await _source.FillAndFailAsync("one", _source.Policy.UsableFor - TimeSpan.FromTicks(1));

        var value = await _source.Value.GetAsync(CancellationToken.None);

        Assert.Equal("one", value);
    }

    [Fact]
    public async Task A_success_after_failures_is_fresh_again()
    {
        await _source.FillAndFailAsync("one", _source.Policy.FreshFor * 2);
        _source.Clock.Advance(_source.Policy.CoolDown);

        await _source.Value.GetAsync(CancellationToken.None);
        (await _source.NextAsync()).Bring("two");
        await ScriptedSource.UntilAsync(() => !_source.Value.IsFailing);
        var value = await _source.Value.GetAsync(CancellationToken.None);

        Assert.Equal(("two", 3), (value, _source.Count));
    }
}
