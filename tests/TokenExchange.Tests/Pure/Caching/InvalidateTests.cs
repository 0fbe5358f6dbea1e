namespace TokenExchange.Tests.Pure;

/// <summary>An event says that the source has a new value: the next caller fetches it, and the old value is kept until then.</summary>
public sealed class InvalidateTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task An_invalidated_value_is_fetched_by_the_next_caller()
    {
        await _source.FillAsync("one");

        _source.Value.Invalidate();
        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        (await _source.NextAsync()).Bring("two");

        Assert.Equal("two", await caller);
    }

    [Fact]
    public async Task An_invalidated_value_stays_usable_when_its_source_fails()
    {
        await _source.FillAsync("one");

        _source.Value.Invalidate();
        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        (await _source.NextAsync()).Fail();

        Assert.Equal("one", await caller);
    }

    [Fact]
    public async Task An_invalidation_allows_a_fetch_at_once_after_a_failed_one()
    {
        await _source.FillAndFailAsync("one", _source.Policy.FreshFor * 2);

        _source.Value.Invalidate();
        await _source.Value.GetAsync(CancellationToken.None);
        (await _source.NextAsync()).Bring("two");
        await ScriptedSource.UntilAsync(() => _source.Value.Peek == "two");

        Assert.Equal(3, _source.Count);
    }

    [Fact]
    public async Task An_invalidation_during_a_fetch_is_not_lost()
    {
        await _source.FillAsync("one");
        _source.Clock.Advance(_source.Policy.FreshFor * 0.91);
        await _source.Value.GetAsync(CancellationToken.None);
        var early = await _source.NextAsync(); // began before the event, so it may bring the old value

        _source.Value.Invalidate();
        early.Bring("one, read before the event");
        await ScriptedSource.UntilAsync(() => _source.Value.Peek == "one, read before the event");
        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();

        Assert.False(caller.IsCompleted, "The next caller after the event has to ask the source.");
    }
}
