using TokenExchange.Tests.Stand;


namespace TokenExchange.Tests.Pure;

/// <summary>How long a fetch of a stale but usable value may hold up its callers.</summary>
public sealed class StaleWaitTests
{
    private static readonly TimeSpan Two = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task With_no_wait_a_stale_value_is_served_at_once_and_fetched_in_the_background()
    {
        var source = new ScriptedSource(TimeSpan.Zero);
        await source.FillAsync("one");
        source.Clock.Advance(source.Policy.FreshFor * 2);

        var caller = source.Value.GetAsync(CancellationToken.None);
        Assert.True(caller.IsCompletedSuccessfully);
        Assert.Equal("one", await caller);
        (await source.NextAsync()).Bring("two");
        await ScriptedSource.UntilAsync(() => source.Value.Peek == "two");

        Assert.Equal(("two", 2), (await source.Value.GetAsync(CancellationToken.None), source.Count));
    }

    [Fact]
    public async Task With_no_wait_a_value_that_is_too_old_is_still_waited_for()
    {
        var source = new ScriptedSource(TimeSpan.Zero);
        await source.FillAsync("one");
        source.Clock.Advance(source.Policy.UsableFor);

        var caller = source.Value.GetAsync(CancellationToken.None).AsTask();
        (await source.NextAsync()).Bring("two");

        Assert.Equal("two", await caller);
    }

    [Fact]
    public async Task A_fetch_that_hangs_holds_up_its_callers_for_the_wait_and_goes_on()
    {
        var source = await StaleAsync();

        var caller = source.Value.GetAsync(CancellationToken.None).AsTask();
        var fetch = await source.NextAsync();
        source.Clock.Advance(Two - TimeSpan.FromTicks(1));
        var early = caller.IsCompleted;
        source.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.False(early);
        Assert.Equal("one", await caller.WaitAsync(WaitLimit.Longest));
        Assert.False(fetch.Deadline.IsCancellationRequested);
        fetch.Bring("two");
        await ScriptedSource.UntilAsync(() => source.Value.Peek == "two");
    }

    [Fact]
    public async Task The_wait_is_of_the_fetch_and_not_of_each_caller()
    {
        var source = await StaleAsync();
        var first = source.Value.GetAsync(CancellationToken.None).AsTask();
        await source.NextAsync();
        source.Clock.Advance(Two);
        await first.WaitAsync(WaitLimit.Longest);

        var second = source.Value.GetAsync(CancellationToken.None);

        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal(2, source.Count);
    }

    private static async Task<ScriptedSource> StaleAsync()
    {
        var source = new ScriptedSource(Two);
        await source.FillAsync("one");
        source.Clock.Advance(source.Policy.FreshFor);
        return source;
    }
}
