using System.Text;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>A value in pieces is there whole or not at all.</summary>
public sealed class CookieChunksTests
{
    private const string Name = "__Host-te-session";

    public static TheoryData<int> Lengths()
    {
        var lengths = new TheoryData<int>(0, 1, 2, 100, 8192, 16_384, 24_576);
        for (var pieces = 1; pieces <= 7; pieces++)
        {
            for (var off = -4; off <= 2; off++)
            {
                lengths.Add((CookieChunks.MaxValue * pieces) + off);
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

        Assert.Equal(value, CookieChunks.Join(Name, Cookies(pieces)));
        Assert.All(pieces, piece => Assert.InRange(piece.Value.Length, length == 0 ? 0 : 1, CookieChunks.MaxValue));
        Assert.All(pieces, piece => Assert.Contains(piece.Key, CookieChunks.Names(Name)));
    }

    [Theory]
    [InlineData(30_398)]
    [InlineData(30_399)]
    [InlineData(32_768)]
    public void A_value_up_to_32_KB_comes_back_whole_or_is_refused_when_it_is_cut(int length)
    {
        var value = Text(length);
        string? joined = null;

        var refusal = Record.Exception(() => joined = CookieChunks.Join(Name, Cookies(CookieChunks.Split(Name, value))));

        Assert.True(refusal is not null || joined == value, "It was cut into pieces that can never be joined.");
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Name_and_value_of_each_piece_are_within_what_browsers_promise(int length) =>
        Assert.All(CookieChunks.Split(Name, Text(length)), piece => Assert.InRange(Encoding.UTF8.GetByteCount(piece.Key + piece.Value), 1, 4096));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Without_any_one_piece_it_is_not_there(int length)
    {
        var pieces = CookieChunks.Split(Name, Text(length));

        Assert.All(pieces, lost => Assert.Null(CookieChunks.Join(Name, Cookies(pieces.Where(piece => piece.Key != lost.Key)))));
    }

    [Fact]
    public void With_a_piece_that_comes_twice_it_is_not_there()
    {
        var pieces = CookieChunks.Split(Name, Text(10_000));

        Assert.All(pieces, twice => Assert.Null(CookieChunks.Join(Name, Cookies([.. pieces, twice]))));
    }

    [Fact]
    public void Pieces_left_over_from_a_longer_value_do_not_matter()
    {
        var left = CookieChunks.Split(Name, Text(20_000)).Skip(3);
        var value = Text(9_000);

        Assert.Equal(value, CookieChunks.Join(Name, Cookies([.. CookieChunks.Split(Name, value), .. left])));
    }

    [Fact]
    public void A_whole_cookie_wins_over_pieces_left_over() =>
        Assert.Equal("whole", CookieChunks.Join(Name, Cookies([new(Name, "whole"), .. CookieChunks.Split(Name, Text(9_000))])));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("2")]
    [InlineData("2x")]
    [InlineData("0.x")]
    [InlineData("1.x")]
    [InlineData("9.x")]
    [InlineData("22.x")]
    [InlineData("-2.x")]
    [InlineData("٢.x")]
    public void A_first_piece_that_names_no_count_is_no_beginning(string first) =>
        Assert.Null(CookieChunks.Join(Name, Cookies([new(Name + ".1", first), new(Name + ".2", "y"), new(Name + ".22", "y")])));

    [Fact]
    public void Clearing_names_the_cookie_and_every_piece() =>
        Assert.Equal([Name, .. Enumerable.Range(1, 8).Select(i => $"{Name}.{i}")], CookieChunks.Names(Name));

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('A' + (i * 7 % 26))));

    private static CookieHeader Cookies(IEnumerable<KeyValuePair<string, string>> pieces) =>
        CookieHeader.Read(string.Join("; ", pieces.Select(piece => $"{piece.Key}={piece.Value}")));
}
