using TokenExchange.Failures;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>One fetch at a time, which belongs to nobody's request and ends by its own deadline.</summary>
public sealed class RefreshingValueFlightTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task A_listener_that_throws_when_it_is_told_of_a_failure_does_not_stop_later_fetches()
    {
        var reads = 0;
        var value = _source.Create(
            (_, _) => ++reads == 1 ? throw new IOException() : Task.FromResult("good"), _ => throw new InvalidOperationException("a logger threw"));
        await Assert.ThrowsAnyAsync<Exception>(() => value.GetAsync(CancellationToken.None).AsTask());
        value.Invalidate(); // past the cool-down

        Assert.Equal("good", await value.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_thousand_cold_callers_cause_one_fetch()
    {
        var callers = Enumerable.Range(0, 1000).Select(_ => _source.Value.GetAsync(CancellationToken.None).AsTask()).ToList();
        var fetch = await _source.NextAsync();

        fetch.Bring("one");
        var values = await Task.WhenAll(callers);

        Assert.All(values, value => Assert.Equal("one", value));
        Assert.Equal(1, _source.Count);
    }

    [Fact]
    public async Task Callers_who_meet_an_instant_source_cause_one_fetch()
    {
        const int Rounds = 1000;
        var counts = new int[Rounds];
        var values = Enumerable.Range(0, Rounds).Select(round => _source.Create(
            (_, _) => Task.FromResult($"{Interlocked.Increment(ref counts[round])}"), _ => { })).ToList();
        using var start = new Barrier(3);

        // Threads of their own: those of the pool, when they block each other on a busy machine, are added about one a second.
        var callers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () => values.ConvertAll(value =>
            {
                start.SignalAndWait(WaitLimit.Longest);
                return value.GetAsync(CancellationToken.None).AsTask();
            }),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        var calls = await Task.WhenAll(callers).WaitAsync(WaitLimit.Longest);

        await Task.WhenAll(calls.SelectMany(call => call)).WaitAsync(WaitLimit.Longest);
        Assert.Equal(1, counts.Max());
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_end_the_fetch()
    {
        using var leaving = new CancellationTokenSource();
        var first = _source.Value.GetAsync(leaving.Token).AsTask();
        var fetch = await _source.NextAsync();
        var second = _source.Value.GetAsync(CancellationToken.None).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        fetch.Bring("one");

        Assert.False(fetch.Deadline.IsCancellationRequested);
        Assert.Equal(("one", 1), (await second, _source.Count));
    }

    [Fact]
    public async Task A_fetch_ends_at_its_deadline_even_when_its_source_ignores_the_token()
    {
        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        var fetch = await _source.NextAsync();

        _source.Clock.Advance(_source.Policy.Deadline - TimeSpan.FromTicks(1));
        var early = caller.IsCompleted;
        _source.Clock.Advance(TimeSpan.FromTicks(1));

        Assert.False(early);
        await Assert.ThrowsAsync<OutageException>(() => caller.WaitAsync(WaitLimit.Longest));
        Assert.True(fetch.Deadline.IsCancellationRequested);
    }

    [Fact]
    public async Task A_late_answer_of_an_abandoned_fetch_changes_nothing()
    {
        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        var abandoned = await _source.NextAsync();
        _source.Clock.Advance(_source.Policy.Deadline);
        await Assert.ThrowsAsync<OutageException>(() => caller.WaitAsync(WaitLimit.Longest));
        _source.Clock.Advance(_source.Policy.CoolDown);
        await _source.FillAsync("new");

        abandoned.Bring("old");
        await Task.Yield();

        Assert.Equal("new", await _source.Value.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_source_that_throws_before_it_awaits_is_a_failure_like_any_other()
    {
        var value = _source.Create((_, _) => throw new InvalidOperationException("broken"), _ => { });

        var error = await Assert.ThrowsAsync<OutageException>(() => value.GetAsync(CancellationToken.None).AsTask());

        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.True(value.IsFailing);
    }

    [Fact]
    public async Task A_cold_failure_is_not_tried_again_within_the_cool_down()
    {
        var caller = _source.Value.GetAsync(CancellationToken.None).AsTask();
        (await _source.NextAsync()).Fail();
        await Assert.ThrowsAsync<OutageException>(() => caller);

        _source.Clock.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<OutageException>(() => _source.Value.GetAsync(CancellationToken.None).AsTask());

        Assert.Equal(TimeSpan.FromSeconds(20), error.Failure.RetryAfter);
        Assert.Equal(1, _source.Count);
    }

    [Fact]
    public async Task While_stale_and_failing_the_source_is_asked_once_per_cool_down()
    {
        await _source.FillAndFailAsync("one", _source.Policy.FreshFor * 2);

        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(_source.Value.GetAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        }

        Assert.Equal(2, _source.Count);
    }
}
