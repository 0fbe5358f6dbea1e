using TokenExchange.Emulators.Wire;
using TokenExchange.Failures;
using TokenExchange.SharedState;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.SharedState;

/// <summary>The shared state in Blob Storage, against a server that speaks its few operations.</summary>
public sealed class BlobSharedStateTests : SharedLogContract, IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly BlobStand _stand = new();

    private protected override ISharedState State => _stand.State;

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task An_entry_lives_exactly_as_long_as_it_was_given()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);

        _stand.Clock.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await State.GetAsync("k", default));
        _stand.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await State.GetAsync("k", default));
    }

    [Fact]
    public async Task An_entry_tells_its_age_by_the_clock_of_the_store()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(TimeSpan.FromSeconds(7), (await State.GetAsync("k", default))!.Age);
    }

    [Fact]
    public async Task A_fault_of_the_store_is_repeated_once()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Blobs.Faults.Add(new Fault(Status: 503));

        var read = State.GetAsync("k", default);
        await _stand.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(200));
        _stand.Clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal("1", Text((await read)!));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_an_outage_after_two_and_a_quarter_seconds()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Blobs.Faults.Add(new Fault(DelayMs: 60_000, Count: 2));

        var read = State.GetAsync("k", default);
        foreach (var wait in new[] { 1000, 200, 1000 })
        {
            await _stand.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(wait));
            _stand.Clock.Advance(TimeSpan.FromMilliseconds(wait));
        }

        var outage = await Assert.ThrowsAsync<OutageException>(() => read);
        Assert.Equal(503, outage.Failure.Status);
    }

    [Fact]
    public async Task A_refusal_of_the_store_is_an_outage_at_once_and_names_its_code()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Blobs.Faults.Add(new Fault(Status: 403));

        var outage = await Assert.ThrowsAsync<OutageException>(() => State.GetAsync("k", default));

        Assert.Contains("403", outage.Failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_log_says_so_to_writers_and_readers()
    {
        _stand.Blobs.Store.MostBlocks = 2;
        Assert.True(await State.AppendAsync("log", Bytes("1"), default));
        Assert.True(await State.AppendAsync("log", Bytes("2"), default));

        Assert.False(await State.AppendAsync("log", Bytes("3"), default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(2_000_000)]
    public async Task Content_that_is_not_an_entry_of_ours_is_absent(int length)
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Blobs.Store.Overwrite("shared/k", new byte[length]);

        Assert.Null(await State.GetAsync("k", default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_writer_whose_answer_was_lost_recognizes_what_it_wrote(bool isReplaced)
    {
        await State.PutAsync("k", Bytes("1"), isReplaced ? Minute : TimeSpan.Zero, default);
        var version = isReplaced ? (await State.GetAsync("k", default))!.Version : "";
        _stand.LoseAnswers(isReplaced ? [true] : [false, true]); // of an expired entry the first write is refused

        var written = isReplaced ? State.ReplaceAsync("k", version, Bytes("2"), Minute, default) : State.PutIfAbsentAsync("k", Bytes("2"), Minute, default);
        await _stand.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(200));
        _stand.Clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.True(await written);
    }

    [Fact]
    public async Task A_caller_that_leaves_gets_a_cancellation_and_no_outage()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Blobs.Faults.Add(new Fault("get", DelayMs: 60_000));
        using var caller = new CancellationTokenSource();

        var read = State.GetAsync("k", caller.Token);
        await _stand.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.False(State.IsFailing);
    }

    [Fact]
    public async Task The_state_says_whether_its_last_operation_failed()
    {
        await State.PutAsync("k", Bytes("1"), Minute, default);
        _stand.Blobs.Faults.Add(new Fault("get", Status: 403));

        await Assert.ThrowsAsync<OutageException>(() => State.GetAsync("k", default));
        Assert.True(State.IsFailing);
        await State.GetAsync("k", default);
        Assert.False(State.IsFailing);
    }
}
