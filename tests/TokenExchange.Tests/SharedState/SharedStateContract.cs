using System.Text;
using TokenExchange.SharedState;

namespace TokenExchange.Tests.SharedState;

/// <summary>What every implementation of the shared state promises; each has a class of its own that runs these.</summary>
public abstract class SharedStateContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly string _prefix = "contract/" + Guid.NewGuid().ToString("N") + "/";

    private protected abstract ISharedState State { get; }

    [Fact]
    public async Task Exactly_one_of_many_callers_stores_an_entry()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => State.PutIfAbsentAsync(Key("k"), Bytes($"{i}"), Minute, default))));

        Assert.Single(claims, claimed => claimed);
        var winner = Array.IndexOf(claims, true);
        Assert.Equal($"{winner}", Text((await State.GetAsync(Key("k"), default))!));
    }

    [Fact]
    public async Task Callers_that_store_the_same_bytes_are_told_apart()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => State.PutIfAbsentAsync(Key("k"), Bytes("same"), Minute, default))));

        Assert.Single(claims, claimed => claimed);
    }

    [Fact]
    public async Task An_absent_entry_is_null() => Assert.Null(await State.GetAsync(Key("absent"), default));

    [Fact]
    public async Task An_entry_is_replaced()
    {
        await State.PutAsync(Key("k"), Bytes("one"), Minute, default);
        await State.PutAsync(Key("k"), Bytes("two"), Minute, default);

        Assert.Equal("two", Text((await State.GetAsync(Key("k"), default))!));
    }

    [Fact]
    public async Task Exactly_one_of_many_callers_replaces_a_version()
    {
        await State.PutAsync(Key("k"), Bytes("first"), Minute, default);
        var known = (await State.GetAsync(Key("k"), default))!;

        var replaced = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => State.ReplaceAsync(Key("k"), known.Version, Bytes($"{i}"), Minute, default))));

        Assert.Single(replaced, won => won);
        Assert.Equal($"{Array.IndexOf(replaced, true)}", Text((await State.GetAsync(Key("k"), default))!));
    }

    [Fact]
    public async Task A_version_of_an_absent_entry_replaces_nothing()
    {
        await State.PutAsync(Key("k"), Bytes("one"), Minute, default);
        var known = (await State.GetAsync(Key("k"), default))!;
        await State.DeleteAsync(Key("k"), default);

        Assert.False(await State.ReplaceAsync(Key("k"), known.Version, Bytes("two"), Minute, default));
        Assert.Null(await State.GetAsync(Key("k"), default));
    }

    [Fact]
    public async Task A_deleted_entry_is_gone_and_can_be_stored_again()
    {
        await State.PutAsync(Key("k"), Bytes("one"), Minute, default);
        await State.DeleteAsync(Key("k"), default);
        await State.DeleteAsync(Key("k"), default);

        Assert.Null(await State.GetAsync(Key("k"), default));
        Assert.True(await State.PutIfAbsentAsync(Key("k"), Bytes("two"), Minute, default));
    }

    [Fact]
    public async Task An_entry_whose_time_to_live_has_passed_is_gone_and_exactly_one_caller_stores_it_again()
    {
        await State.PutAsync(Key("k"), Bytes("old"), TimeSpan.Zero, default);

        Assert.Null(await State.GetAsync(Key("k"), default));
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => State.PutIfAbsentAsync(Key("k"), Bytes($"{i}"), Minute, default))));
        Assert.Single(claims, claimed => claimed);
    }

    [Fact]
    public async Task Entries_of_other_keys_are_other_entries()
    {
        await State.PutAsync(Key("a"), Bytes("a"), Minute, default);
        await State.PutAsync(Key("a/b"), Bytes("b"), Minute, default);

        Assert.Equal("a", Text((await State.GetAsync(Key("a"), default))!));
        Assert.Equal("b", Text((await State.GetAsync(Key("a/b"), default))!));
    }

    [Fact]
    public async Task A_large_value_is_kept_whole()
    {
        var value = new byte[200_000];
        new Random(1).NextBytes(value);
        await State.PutAsync(Key("k"), value, Minute, default);

        Assert.Equal(value, (await State.GetAsync(Key("k"), default))!.Value.ToArray());
    }

    private protected string Key(string name) => _prefix + name;

    private protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private protected static string Text(SharedEntry entry) => Encoding.UTF8.GetString(entry.Value.Span);
}
