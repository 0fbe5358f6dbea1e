using TokenExchange.SharedState;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>The shared state of a single instance keeps the promises that a store of many would have to keep.</summary>
public sealed class MemorySharedStateTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly MemorySharedState _state;

    public MemorySharedStateTests() => _state = new MemorySharedState(_clock);

    [Fact]
    public async Task Exactly_one_of_many_claims_an_entry()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => _state.PutIfAbsentAsync("k", new[] { (byte)i }, Minute, CancellationToken.None))));

        Assert.Single(claims, claimed => claimed);
    }

    [Fact]
    public async Task An_entry_ends_at_its_time_and_can_be_claimed_again()
    {
        await _state.PutAsync("k", new byte[] { 1 }, Minute, CancellationToken.None);

        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        var before = await _state.GetAsync("k", CancellationToken.None);
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = await _state.GetAsync("k", CancellationToken.None);

        Assert.NotNull(before);
        Assert.Null(after);
        Assert.True(await _state.PutIfAbsentAsync("k", new byte[] { 2 }, Minute, CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_entry_is_gone()
    {
        await _state.PutAsync("k", new byte[] { 1 }, Minute, CancellationToken.None);

        await _state.DeleteAsync("k", CancellationToken.None);

        Assert.Null(await _state.GetAsync("k", CancellationToken.None));
    }

    [Fact]
    public async Task What_the_caller_does_with_its_bytes_later_changes_nothing()
    {
        var bytes = new byte[] { 1 };
        await _state.PutAsync("k", bytes, Minute, CancellationToken.None);

        bytes[0] = 2;

        Assert.Equal([1], (await _state.GetAsync("k", CancellationToken.None))!.Value.ToArray());
    }

    [Fact]
    public async Task Living_entries_survive_the_sweep_of_dead_ones()
    {
        await _state.PutAsync("long", new byte[] { 1 }, TimeSpan.FromHours(1), CancellationToken.None);
        await _state.PutAsync("short", new byte[] { 1 }, Minute, CancellationToken.None);
        _clock.Advance(Minute);

        for (var i = 0; i < 2000; i++)
        {
            await _state.PutAsync($"k{i}", new byte[] { 1 }, Minute, CancellationToken.None);
        }

        Assert.NotNull(await _state.GetAsync("long", CancellationToken.None));
        Assert.NotNull(await _state.GetAsync("k0", CancellationToken.None));
        Assert.Null(await _state.GetAsync("short", CancellationToken.None));
    }
}
