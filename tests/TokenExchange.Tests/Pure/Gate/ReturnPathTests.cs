using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Where a browser may be sent after a login (RFC 9700 section 4.11): never to another host, never into another header.</summary>
public sealed class ReturnPathTests
{
    public static TheoryData<string?> Attacks { get; } =
    [
        (string?)null, "", " ", "?", "#", ".", "..", "a", "evil.example", "//", "//evil.example", "///evil.example", "////evil.example", "/ /evil.example",
        "https://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", "mailto:a@b", "\\",
        "\\\\evil.example", "/\\evil.example", "/\\/evil.example", "\\/evil.example", "/a\\b", "/%5cevil.example", "/%5Cevil.example", "/a/%5c/b", "/%2fevil.example",
        "/%2Fevil.example", "/%2f%2fevil.example", "/a%2fb", "/%09/evil.example", "/\t/evil.example", "\t/a", "/a\t", "/\n/evil.example", "/a\r\nSet-Cookie: x=y", "/a\n", "/a\r",
        "/%0d%0aSet-Cookie:x", "/%0a", "/%00", "/\0", "/a%00.html", "/%7f", "/\u007f", "/./a", "/../a", "/a/..", "/a/.", "/a/../b", "/.", "/..", "/%2e", "/%2e%2e", "/%2E%2E/a", "/.%2e/a",
        "/%2e./a", "/a/%2e%2e/b", "/a//b", "/a//", "//a", "/a b", "/\u00a0", "/\u2028", "/\u202e", "/\u3002evil.example", "/\uff0fevil.example", "/\uff3cevil.example",
        "/a%", "/a%2", "/a%zz", "/%", "/a?b=%", "/a#%g0", "/a?b=\u0001", "/<script>", "/\"x", "/a?b=\\", "/a?b=\"", "/a#<", "/a?b=\u3002", "/\u2215evil.example", "/\u2044evil.example", "/\ud83d\ude00", "/\u200d", "@evil.example", ":80", "\ufeff/a", "/\ud800",
        "/%c2%85", "/%C2%80",
    ];

    public static TheoryData<string> Good { get; } =
    [
        "/", "/a", "/a/", "/a/b/c", "/a?b=c", "/a?b=c&d=e#f", "/#x", "/?x", "/a#b/c?d", "/a?u=https://other.example/x", "/a?u=//x", "/a#//x", "/a?b=../c", "/a?%0d%0a", "/a%20b", "/%E2%82%AC",
        "/~user", "/a;b=c", "/a@b", "/a:b", "/a,b", "/(a)", "/a!b$c'd*e+f", "/...", "/..a", "/a..", "/.well-known/x", "/a%25b", "/%252e%252e/a", "/-._~", "/a=b&c", "/a|b", "/a^b", "/a`b", "/{a}", "/[a]", "/list?filter[state]=open", "/a?b={c}|d^e`f", "/a#[b]|{c}^",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void What_a_browser_could_read_in_another_way_is_refused(string? text) => Assert.False(ReturnPath.TryParse(text, out _));

    [Theory]
    [MemberData(nameof(Good))]
    public void A_path_of_ours_is_kept_byte_for_byte(string text)
    {
        Assert.True(ReturnPath.TryParse(text, out var path));
        Assert.Equal(text, path.Value);
        Assert.Equal(text, path.ToString());
    }

    [Theory]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/straße?größe=x#füße", "/stra%C3%9Fe?gr%C3%B6%C3%9Fe=x#f%C3%BC%C3%9Fe")]
    [InlineData("/日本/नमस्ते/٣", "/%E6%97%A5%E6%9C%AC/%E0%A4%A8%E0%A4%AE%E0%A4%B8%E0%A5%8D%E0%A4%A4%E0%A5%87/%D9%A3")]
    [InlineData("/\ud835\udc00", "/%F0%9D%90%80")]
    public void Letters_of_every_script_are_kept_as_their_escapes(string text, string kept)
    {
        Assert.True(ReturnPath.TryParse(text, out var path));
        Assert.Equal(kept, path.Value);
    }

    [Theory]
    [InlineData("/a/b?c=d#e", "/a/b?c=d#e")]
    [InlineData("/[a]|{b}^`", "/%5Ba%5D%7C%7Bb%7D%5E%60")]
    public void A_header_carries_what_RFC_3986_allows(string text, string written) => Assert.Equal(written, ReturnPath.InHeader(text));

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void Its_length_is_bounded(int length, bool isAccepted) =>
        Assert.Equal(isAccepted, ReturnPath.TryParse("/" + new string('a', length - 1), out _));

    [Theory]
    [InlineData(341, true)]
    [InlineData(342, false)]
    public void Its_length_is_bounded_with_its_escapes(int letters, bool isAccepted) =>
        Assert.Equal(isAccepted, ReturnPath.TryParse("/" + new string('é', letters), out _));

    [Fact]
    public void Whatever_is_accepted_stays_on_our_host() => RandomInput.Hold(RandomInput.Paths, text =>
    {
        var ours = new Uri("https://app.example");
        return !ReturnPath.TryParse(text, out var path)
            || (new Uri(ours, path.Value) is var there && there.Host == ours.Host && there.Scheme == ours.Scheme && there.Port == ours.Port && there.UserInfo.Length == 0);
    });

    [Fact]
    public void Whatever_is_accepted_is_one_slash_and_then_visible_ascii() => RandomInput.Hold(RandomInput.Paths, text =>
        !ReturnPath.TryParse(text, out var path)
        || (path.Value == text.Replace("é", "%C3%A9", StringComparison.Ordinal) && path.Value[0] == '/' && !path.Value.StartsWith("//", StringComparison.Ordinal) && path.Value.All(character => character is > ' ' and < '\x7f' and not '\\')));

    [Fact]
    public void Whatever_is_accepted_is_no_other_path_to_a_browser() => RandomInput.Hold(RandomInput.Paths, text =>
        !ReturnPath.TryParse(text, out var path)
        || new Uri(new Uri("https://app.example"), path.Value).AbsolutePath.Count(character => character == '/')
            == path.Value.Split('?', '#')[0].Count(character => character == '/'));
}
