using Microsoft.Extensions.Primitives;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Cookies by their exact names: a name that only looks like <c>__Host-…</c> is protected by no browser.</summary>
public sealed class CookieHeaderTests
{
    private const string Name = "__Host-te-session";

    [Theory]
    [InlineData("__Host-te-session=v", "v")]
    [InlineData("a=b; __Host-te-session=v; c=d", "v")]
    [InlineData("a=b;__Host-te-session=v;c=d", "v")]
    [InlineData("  __Host-te-session = v  ", "v")]
    [InlineData("__Host-te-session=", "")]
    [InlineData("__Host-te-session=a=b==", "a=b==")]
    [InlineData("__Host-te-session=%41", "%41")]
    [InlineData("__Host-te-session=\"v\"", "\"v\"")]
    [InlineData(";;; ; __Host-te-session=v", "v")]
    [InlineData("noequals; __Host-te-session=v", "v")]
    [InlineData("=nameless; __Host-te-session=v", "v")]
    public void A_cookie_is_found_by_its_name_and_kept_as_it_stands(string line, string expected) =>
        Assert.Equal(expected, CookieHeader.Read(line)[Name]?.ToString());

    [Theory]
    [InlineData("__HOST-te-session=x")]
    [InlineData("__host-te-session=x")]
    [InlineData("__Host-TE-session=x")]
    [InlineData("__%48ost-te-session=x")]
    [InlineData("%5F%5FHost-te-session=x")]
    [InlineData("__Host-te%2Dsession=x")]
    [InlineData("__Host-te-session%20=x")]
    [InlineData("\"__Host-te-session\"=x")]
    [InlineData("$__Host-te-session=x")]
    [InlineData("__Host-te-session\u0085=x")]
    [InlineData("\u0085__Host-te-session=x")]
    [InlineData("\u00a0__Host-te-session=x")]
    [InlineData("__Host-te-session\u00a0=x")]
    [InlineData("\u2000__Host-te-session=x")]
    [InlineData("\ufeff__Host-te-session=x")]
    [InlineData("\u000b__Host-te-session=x")]
    [InlineData("\u000c__Host-te-session=x")]
    [InlineData("__Host\u2010te-session=x")]
    [InlineData("__Host-te-session\0=x")]
    [InlineData("__Host-te-session")]
    [InlineData("a=b, __Host-te-session=x")]
    [InlineData("__Host-te-session2=x")]
    [InlineData("x__Host-te-session=x")]
    public void An_impostor_is_neither_the_cookie_nor_in_its_way(string impostor)
    {
        Assert.Null(CookieHeader.Read(impostor)[Name]);
        Assert.Equal("v", CookieHeader.Read($"{impostor}; {Name}=v")[Name]?.ToString());
        Assert.Equal("v", CookieHeader.Read($"{Name}=v; {impostor}")[Name]?.ToString());
    }

    [Theory]
    [InlineData("__Host-te-session=a; __Host-te-session=b")]
    [InlineData("__Host-te-session=a; __Host-te-session=a")]
    [InlineData("__Host-te-session=a; __Host-te-session=b; __Host-te-session=a")]
    [InlineData("__Host-te-session=; __Host-te-session=a")]
    [InlineData("__Host-te-session=a;\t__Host-te-session =b")]
    public void A_name_that_comes_twice_is_not_there(string line)
    {
        var cookies = CookieHeader.Read(line);

        Assert.Null(cookies[Name]);
        Assert.True(cookies.Has(Name), "So that it can be cleared.");
    }

    [Fact]
    public void Several_lines_are_one()
    {
        var cookies = CookieHeader.Read(new StringValues(["a=1", $"{Name}=v; b=2", "c=3"]));

        Assert.Equal(["1", "v", "2", "3"], new[] { "a", Name, "b", "c" }.Select(name => cookies[name]?.ToString()));
    }

    [Fact]
    public void A_name_that_comes_twice_over_two_lines_is_not_there() =>
        Assert.Null(CookieHeader.Read(new StringValues([$"{Name}=a", $"{Name}=b"]))[Name]);

    [Fact]
    public void No_header_is_no_cookie() => Assert.Empty(CookieHeader.Read(default).Names);
}
