using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>What of a request target is path and query (RFC 9112 section 3.2).</summary>
public sealed class RequestTargetReadingTests
{
    [Theory]
    [InlineData("/a/b?c=http://d/e", "/a/b?c=http://d/e")]
    [InlineData("//a", "//a")]
    [InlineData("http://app.example.test/a?b", "/a?b")]
    [InlineData("HTTPS://App.example.test:8443/a/../b%2e?", "/a/../b%2e?")]
    [InlineData("http://[::1]:5080/", "/")]
    [InlineData("http://app.example.test//a", "//a")]
    public void Scheme_and_authority_are_no_part_of_it(string target, string read) => Assert.Equal(read, RequestTarget.PathAndQuery(target));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("app.example.test:443")]
    [InlineData("http://app.example.test")]
    [InlineData("http://app.example.test?/a")]
    [InlineData("http://app.example.test#/a")]
    [InlineData("http:///a")]
    [InlineData("http:/a")]
    [InlineData("http:\\\\app.example.test/a")]
    [InlineData("http://app.example.test\\a/b")]
    [InlineData("http://alice@app.example.test/a")]
    [InlineData("http://alice:secret@app.example.test/a")]
    [InlineData("http://app%2fexample.test/a")]
    [InlineData("ftp://app.example.test/a")]
    [InlineData("urn:a/b")]
    public void What_is_in_another_form_begins_with_no_slash_and_opens_nothing(string target)
    {
        var read = RequestTarget.PathAndQuery(target);

        Assert.Equal(target, read);
        Assert.False(read.StartsWith('/'));
    }
}
