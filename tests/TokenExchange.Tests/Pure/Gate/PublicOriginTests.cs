using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>An origin is compared with what browsers send in <c>Origin</c>, so it has to be spelt as they do (RFC 6454 section 6.2).</summary>
public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData("https://app.example.com/", "https://app.example.com")]
    [InlineData("https://app.example.com:443", "https://app.example.com")]
    [InlineData("https://app.example.com:8443", "https://app.example.com:8443")]
    [InlineData("HTTPS://App.Example.COM", "https://app.example.com")]
    [InlineData("https://127.0.0.1:5001", "https://127.0.0.1:5001")]
    [InlineData("https://[::1]:5001", "https://[::1]:5001")]
    public void An_https_origin_is_spelt_as_a_browser_does(string text, string expected)
    {
        Assert.True(PublicOrigin.TryParse(text, allowLoopbackHttp: false, out var origin));
        Assert.Equal(expected, origin.Value);
        Assert.Equal(expected + "/cb", origin.At("/cb"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("app.example.com")]
    [InlineData("//app.example.com")]
    [InlineData("http://app.example.com")]
    [InlineData("http://localhost:5080")]
    [InlineData("ftp://app.example.com")]
    [InlineData("wss://app.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://")]
    [InlineData("https://app.example.com/a")]
    [InlineData("https://app.example.com//")]
    [InlineData("https://app.example.com?")]
    [InlineData("https://app.example.com/?")]
    [InlineData("https://app.example.com/?a=b")]
    [InlineData("https://app.example.com#")]
    [InlineData("https://app.example.com/#a")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://user:pass@app.example.com")]
    [InlineData("https://app.example.com\\@evil.example")]
    [InlineData("https:\\\\app.example.com")]
    [InlineData("https://app.example.com, https://evil.example")]
    [InlineData("https://app.example.com https://evil.example")]
    [InlineData("https://app.example.com:99999")]
    public void Anything_else_is_refused(string? text) => Assert.False(PublicOrigin.TryParse(text, allowLoopbackHttp: false, out _));

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:5081", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://app.example.com", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://127.0.0.1.evil.example", false)]
    public void Http_is_good_enough_on_loopback_in_development(string text, bool isAccepted) =>
        Assert.Equal(isAccepted, PublicOrigin.TryParse(text, allowLoopbackHttp: true, out _));

    [Fact]
    public void A_name_outside_of_ascii_is_refused_or_spelt_in_punycode()
    {
        var isAccepted = PublicOrigin.TryParse("https://bücher.example", allowLoopbackHttp: false, out var origin);

        Assert.True(!isAccepted || origin!.Value == "https://xn--bcher-kva.example", $"No browser sends {origin}.");
    }
}
