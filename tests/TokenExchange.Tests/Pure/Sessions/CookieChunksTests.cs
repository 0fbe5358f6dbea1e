using System.Text;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>A value in pieces is there whole or not at all.</summary>
public sealed class CookieChunksTests
{
    private const string Name = "__Host-te-session";
    private const int Head = 9;
    private const int Longest = CookieChunks.MaxChunks * (CookieChunks.MaxValue - Head);

    public static TheoryData<int> Lengths()
    {
        var lengths = new TheoryData<int>(0, 1, 2, 100, CookieChunks.MaxValue - 1, CookieChunks.MaxValue, 8192, 12_288);
        for (var pieces = 1; pieces <= CookieChunks.MaxChunks; pieces++)
        {
            for (var off = -3; off <= Math.Min(3, Longest - ((CookieChunks.MaxValue - Head) * pieces)); off++)
            {
                lengths.Add(((CookieChunks.MaxValue - Head) * pieces) + off);
            }
        }

        return lengths;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_value_of_any_length_comes_back_whole(int length)
    {
        var value = Text(length);

        var pieces = CookieChunks.Split(Name, value);

        Assert.Equal([value], Read(pieces));
        Assert.All(pieces, piece => Assert.InRange(piece.Value.Length, length == 0 ? 0 : 1, CookieChunks.MaxValue));
        Assert.All(pieces, piece => Assert.Contains(piece.Key, CookieChunks.Names(Name)));
    }

    [Theory]
    [InlineData(CookieChunks.MaxValue, 1)]
    [InlineData(CookieChunks.MaxValue + 1, 2)]
    [InlineData(Longest, CookieChunks.MaxChunks)]
    public void It_is_cut_into_as_few_pieces_as_possible(int length, int pieces) => Assert.Equal(pieces, CookieChunks.Split(Name, Text(length)).Count);

    [Fact]
    public void A_value_that_would_need_more_pieces_is_refused_when_it_is_cut() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CookieChunks.Split(Name, Text(Longest + 1)));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Name_and_value_of_each_piece_are_within_what_browsers_promise(int length) =>
        Assert.All(CookieChunks.Split(Name, Text(length)), piece => Assert.InRange(Encoding.UTF8.GetByteCount(piece.Key + piece.Value), 1, 4096));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Without_any_one_piece_it_is_not_there(int length)
    {
        var pieces = CookieChunks.Split(Name, Text(length));

        Assert.All(pieces, lost => Assert.Empty(Read(pieces.Where(piece => piece.Key != lost.Key))));
    }

    [Fact]
    public void With_a_piece_that_comes_twice_it_is_not_there()
    {
        var pieces = CookieChunks.Split(Name, Text(10_000));

        Assert.All(pieces, twice => Assert.Empty(Read([.. pieces, twice])));
    }

    [Fact]
    public void With_a_piece_of_another_set_it_is_not_there_even_when_both_sets_carry_the_same_value()
    {
        var (one, other) = (CookieChunks.Split(Name, Text(10_000)), CookieChunks.Split(Name, Text(10_000)));

        Assert.All(Enumerable.Range(0, one.Count), i => Assert.Empty(Read([.. one.Where((_, j) => j != i), other[i]])));
    }

    [Fact]
    public void Pieces_left_over_from_a_longer_value_do_not_matter()
    {
        var left = CookieChunks.Split(Name, Text(12_000)).Skip(2);
        var value = Text(7_000);

        Assert.Equal([value], Read([.. CookieChunks.Split(Name, value), .. left]));
    }

    [Fact]
    public void A_whole_cookie_and_a_complete_set_are_both_there() =>
        Assert.Equal(["whole", Text(9_000)], Read([new(Name, "whole"), .. CookieChunks.Split(Name, Text(9_000))]));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("2")]
    [InlineData("2x")]
    [InlineData("2.x")]
    [InlineData("2.abcdef.")]
    [InlineData("2.abcdefgx")]
    [InlineData("0.abcdef.x")]
    [InlineData("1.abcdef.x")]
    [InlineData("5.abcdef.x")]
    [InlineData("9.abcdef.x")]
    [InlineData("22.abcde.x")]
    [InlineData("-2.abcde.x")]
    [InlineData("٢.abcdef.x")]
    public void A_first_piece_that_names_no_set_is_no_beginning(string first) => Assert.Empty(Read(
        [new(Name + ".1", first), new(Name + ".2", "2.abcdef.y"), new(Name + ".3", "5.abcdef.y"), new(Name + ".4", "5.abcdef.y"), new(Name + ".5", "5.abcdef.y")]));

    [Fact]
    public void Clearing_names_the_cookie_and_every_piece() =>
        Assert.Equal([Name, .. Enumerable.Range(1, 4).Select(i => $"{Name}.{i}")], CookieChunks.Names(Name));

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('A' + (i * 7 % 26))));

    private static IEnumerable<string> Read(IEnumerable<KeyValuePair<string, string>> pieces) =>
        CookieChunks.Values(Name, CookieHeader.Read(string.Join("; ", pieces.Select(piece => $"{piece.Key}={piece.Value}")))).Select(value => value.ToString());
}
