using TokenExchange.SharedState;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.SharedState;

/// <summary>The shared state of a single instance.</summary>
public sealed class MemorySharedStateTests : SharedStateContract
{
    private readonly ManualClock _clock = new();
    private readonly MemorySharedState _state;

    public MemorySharedStateTests() => _state = new MemorySharedState(_clock);

    private protected override ISharedState State => _state;

    [Fact]
    public async Task An_entry_lives_exactly_as_long_as_it_was_given()
    {
        await _state.PutAsync("k", Bytes("1"), TimeSpan.FromMinutes(1), default);

        _clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.NotNull(await _state.GetAsync("k", default));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await _state.GetAsync("k", default));
    }

    [Fact]
    public async Task An_entry_tells_its_age()
    {
        await _state.PutAsync("k", Bytes("1"), TimeSpan.FromMinutes(1), default);
        _clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(TimeSpan.FromSeconds(7), (await _state.GetAsync("k", default))!.Age);
    }

    [Fact]
    public async Task What_the_caller_does_with_its_bytes_later_changes_nothing()
    {
        var bytes = Bytes("1");
        await _state.PutAsync("k", bytes, TimeSpan.FromMinutes(1), default);

        bytes[0] = 0;

        Assert.Equal("1", Text((await _state.GetAsync("k", default))!));
    }

    [Fact]
    public async Task Living_entries_survive_the_removal_of_expired_ones()
    {
        await _state.PutAsync("long", Bytes("1"), TimeSpan.FromHours(1), default);
        await _state.PutAsync("short", Bytes("1"), TimeSpan.FromMinutes(1), default);
        _clock.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 2000; i++)
        {
            await _state.PutAsync($"k{i}", Bytes("1"), TimeSpan.FromMinutes(1), default);
        }

        Assert.NotNull(await _state.GetAsync("long", default));
        Assert.NotNull(await _state.GetAsync("k0", default));
        Assert.Null(await _state.GetAsync("short", default));
    }
}
