using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>Where a proxied request goes: byte for byte, and to one path for every decoder on the way.</summary>
public sealed class ProxyTargetTests
{
    private const string Prefix = "/api/proxy/";

    public static TheoryData<string> Attacks { get; } =
    [
        "echo//", "echo//evil.example", "echo//evil.example/a", "echo/a//b", "echo/..", "echo/../b", "echo/a/..", "echo/a/../b", "echo/.", "echo/./a", "echo/a/./b",
        "echo/%2e", "echo/%2e%2e", "echo/%2E%2E/b", "echo/.%2e/b", "echo/%2e./b", "echo/%252e%252e/b", "echo/%252E./b", "echo/.%252e/b", "echo/%2e%252e", "echo/%2fb", "echo/a%2fb", "echo/a%2Fb",
        "echo/a%252fb", "echo/a%5cb", "echo/a%5Cb", "echo/a%255cb", "echo/a\\b", "echo/..\\b", "echo/..%5cb", "echo/..%2fb", "echo/a%00", "echo/a%2500", "echo/a\0", "echo/a%0a", "echo/a%0d%0aX: y",
        "echo/a%250a", "echo/a\r\nX: y", "echo/a\tb", "echo/a%09b", "echo/a%7f", "echo/..;/b", "echo/..;x=y/b", "echo/.;/b", "echo/%2e%2e;/b", "echo/%2e%2e%3b/b", "echo/..%3bx/b", "echo/..%253b/b",
        "echo/a b", "echo/é", "echo/\u3002", "echo/\uff0f", "echo/\u202e", "echo/a%", "echo/a%2", "echo/a%zz", "echo/%", "echo/a#b", "echo/a?b#c", "echo/a?b c", "echo/a?b\n", "echo/a?\u0085",
        "echo/a?é", "echo/<a>", "echo/\"a\"", "echo/a|b", "echo/{a}", "echo/[a]", "echo/a^b", "echo/a`b", "echo/%c2%85", "echo/%25c2%2585",
    ];

    public static TheoryData<string> Overlong { get; } = ["echo/%c0%ae%c0%ae/b", "echo/%C0%AF", "echo/a%c1%9cb", "echo/%e0%80%ae%e0%80%ae/b", "echo/%e0%80%af", "echo/%f0%80%80%af", "echo/%25c0%25ae"];

    public static TheoryData<string, string, string, string> Good { get; } = new()
    {
        { "echo", "echo", "/", "" },
        { "echo?a", "echo", "/", "?a" },
        { "echo/", "echo", "/", "" },
        { "echo/orders/7", "echo", "/orders/7", "" },
        { "echo/orders/", "echo", "/orders/", "" },
        { "echo/a?b=c&d", "echo", "/a", "?b=c&d" },
        { "echo/a?", "echo", "/a", "?" },
        { "echo/a?b=%2f%2e%2e%00&c=//x\\..", "echo", "/a", "?b=%2f%2e%2e%00&c=//x\\.." },
        { "echo/a?b?c", "echo", "/a", "?b?c" },
        { "echo/a%20b", "echo", "/a%20b", "" },
        { "echo/%E2%82%AC", "echo", "/%E2%82%AC", "" },
        { "echo/%41%62", "echo", "/%41%62", "" },
        { "echo/a;v=1/b", "echo", "/a;v=1/b", "" },
        { "echo/a:b@c,d", "echo", "/a:b@c,d", "" },
        { "echo/...", "echo", "/...", "" },
        { "echo/..a/a..", "echo", "/..a/a..", "" },
        { "echo/.well-known/x", "echo", "/.well-known/x", "" },
        { "echo/a%2520b", "echo", "/a%2520b", "" },
        { "echo/100%25", "echo", "/100%25", "" },
        { "echo/~u/-._~!$&'()*+,;=", "echo", "/~u/-._~!$&'()*+,;=", "" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_path_that_could_be_read_in_two_ways_is_refused(string target) =>
        Assert.Equal(("path_denied", 400), Refusal(Prefix + target));

    [Theory]
    [MemberData(nameof(Overlong))]
    public void An_overlong_escape_is_refused(string target) => Assert.Equal(("path_denied", 400), Refusal(Prefix + target));

    [Theory]
    [InlineData("https://evil.example/api/proxy/echo/a")]
    [InlineData("//evil.example/api/proxy/echo/a")]
    [InlineData("/api//proxy/echo/a")]
    [InlineData("/API/proxy/echo/a")]
    [InlineData("/api/%70roxy/echo/a")]
    [InlineData("/api/proxy")]
    [InlineData("/api/proxyecho")]
    [InlineData("/x/../api/proxy/echo/a")]
    [InlineData("evil.example:443")]
    [InlineData("*")]
    [InlineData("")]
    public void A_target_in_another_form_is_refused(string target) => Assert.Equal(("path_denied", 400), Refusal(target));

    [Theory]
    [MemberData(nameof(Good))]
    public void Path_and_query_are_kept_byte_for_byte(string target, string route, string path, string query)
    {
        Assert.Equal(new ProxyTarget(path, query), ProxyTarget.Read(Prefix + target, Prefix).Value);
        Assert.Equal(route, ProxyTarget.RouteIdOf(Prefix + target, Prefix));
    }

    [Theory]
    [InlineData("/orders", "/orders", true)]
    [InlineData("/orders", "/orders/", true)]
    [InlineData("/orders", "/orders/7", true)]
    [InlineData("/orders", "/orders-old", false)]
    [InlineData("/orders", "/orders;x", false)]
    [InlineData("/orders", "/Orders", false)]
    [InlineData("/orders", "/%6frders", false)]
    [InlineData("/orders", "/", false)]
    [InlineData("/orders/", "/orders", true)]
    [InlineData("/orders/", "/orders/7", true)]
    [InlineData("/", "/", true)]
    [InlineData("/", "/anything/at/all", true)]
    [InlineData("/a/b", "/a/bc", false)]
    [InlineData("/a/b", "/a", false)]
    public void A_prefix_allows_whole_segments(string prefix, string path, bool isUnder) =>
        Assert.Equal(isUnder, new ProxyTarget(path, "").IsUnder([prefix]));

    [Fact]
    public void Without_prefixes_nothing_is_allowed() => Assert.False(new ProxyTarget("/", "").IsUnder([]));

    [Fact]
    public void Without_routes_none_is_found() =>
        Assert.Null(new ProxyRoutes(new ProxyOptions(), null!, TimeProvider.System).Find(Prefix + "echo/a", Prefix));

    [Fact]
    public void Whatever_is_accepted_stays_under_the_destination_however_often_it_is_decoded() => RandomInput.Hold(RandomInput.Paths, text =>
    {
        var read = ProxyTarget.Read(Prefix + "echo" + text, Prefix, takesEncodedSlash: true, takesBrackets: true);
        return !read.Succeeded || (Stays(read.Value.Path) && Stays(Uri.UnescapeDataString(read.Value.Path)) && text == read.Value.Path + read.Value.Query);
    });

    private static bool Stays(string path) =>
        new Uri("https://api.example/base" + path) is { Host: "api.example" } address && address.AbsolutePath.StartsWith("/base/", StringComparison.Ordinal);

    private static (string? Code, int? Status) Refusal(string target)
    {
        var read = ProxyTarget.Read(target, Prefix);
        return (read.Failure?.Code, read.Failure?.Status);
    }
}
