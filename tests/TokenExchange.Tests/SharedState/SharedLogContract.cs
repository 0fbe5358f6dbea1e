using System.Text;
using TokenExchange.SharedState;

namespace TokenExchange.Tests.SharedState;

/// <summary>What an implementation that is shared promises of its logs.</summary>
public abstract class SharedLogContract : SharedStateContract
{
    [Fact]
    public async Task A_log_that_does_not_exist_holds_nothing() => Assert.Equal(0, (await State.ReadLogAsync(Key("log"), 0, default)).Content.Length);

    [Fact]
    public async Task Records_are_read_in_the_order_in_which_they_were_appended()
    {
        await State.AppendAsync(Key("log"), Bytes("one\n"), default);
        await State.AppendAsync(Key("log"), Bytes("two\n"), default);

        Assert.Equal("one\ntwo\n", Text(await State.ReadLogAsync(Key("log"), 0, default)));
    }

    [Fact]
    public async Task A_reader_goes_on_where_it_stopped()
    {
        await State.AppendAsync(Key("log"), Bytes("one\n"), default);
        var at = (await State.ReadLogAsync(Key("log"), 0, default)).Content.Length;

        Assert.Equal(0, (await State.ReadLogAsync(Key("log"), at, default)).Content.Length);
        await State.AppendAsync(Key("log"), Bytes("two\n"), default);
        Assert.Equal("two\n", Text(await State.ReadLogAsync(Key("log"), at, default)));
    }

    [Fact]
    public async Task No_record_of_many_writers_is_lost_or_torn_though_one_may_be_there_twice()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => State.AppendAsync(Key("log"), Bytes($"{i:00}\n"), default))));

        var lines = Text(await State.ReadLogAsync(Key("log"), 0, default)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i:00}"), lines.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Logs_are_found_by_their_prefix()
    {
        await State.AppendAsync(Key("logs/a"), Bytes("1"), default);
        await State.AppendAsync(Key("logs/b"), Bytes("2"), default);
        await State.AppendAsync(Key("other"), Bytes("3"), default);

        Assert.Equal([Key("logs/a"), Key("logs/b")], await State.FindLogsAsync(Key("logs/"), default));
    }

    private static string Text(LogSlice slice) => Encoding.UTF8.GetString(slice.Content.Span);
}
