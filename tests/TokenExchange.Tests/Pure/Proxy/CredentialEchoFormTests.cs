using System.Text;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>In which forms a credential is found in a header, and what is not taken for one.</summary>
public sealed class CredentialEchoFormTests
{
    private const string Key = "S3cr3t-Key_42";

    public static TheoryData<string> Keys { get; } = ["abcd", "S3cr3t-Key_42", "a+b/c==", "100%", "%41%2B%zz", "key with spaces", "sch\u00fcssel-eins", "p@$$w0rd&x=1#", "e3b0c44298fc1c149afbf4c8996fb924"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_found_at_every_depth_of_percent_encoding(string key)
    {
        var echo = new CredentialEcho([key]);
        var value = key;
        for (var depth = 1; depth <= 12; depth++)
        {
            value = Uri.EscapeDataString(value);
            Assert.True(echo.IsIn($"/login?returnUrl={value}&x=1"), $"{depth}: {value}");
            Assert.True(echo.IsIn($"/login?returnUrl={value.ToLowerInvariant()}"), $"{depth}: {value}");
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_found_in_base64_wherever_it_begins(string key)
    {
        if (key.Length < 8)
        {
            return; // too short to be told from chance
        }

        var echo = new CredentialEcho([key]);
        for (var before = 0; before < 7; before++)
        {
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', before) + key + "yz"));
            Assert.True(echo.IsIn($"state={text}"), $"{before}: {text}");
            Assert.True(echo.IsIn(text.Replace('+', '-').Replace('/', '_').TrimEnd('=')), $"{before}: {text}");
            Assert.True(echo.IsIn("q=" + Uri.EscapeDataString(text)), $"{before}: {text}");
        }
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("\"33a64df551425fcc55e4d42a148795d9f25f89d4\"")]
    [InlineData("Tue, 15 Nov 1994 12:45:26 GMT")]
    [InlineData("/orders?returnUrl=%2Forders%3Fpage%3D2")]
    [InlineData("S3cr3t-Key_4")]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("%%%25%2")]
    public void What_does_not_hold_the_key_crosses(string value) => Assert.False(new CredentialEcho([Key]).IsIn(value));

    [Theory]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA==", true)]
    [InlineData("Bearer S3cr3t-Key_42", "S3cr3t-Key_42", true)]
    [InlineData("a passphrase of words", "of words", false)]
    public void A_key_that_is_stored_with_its_scheme_is_found_without_it(string key, string value, bool isFound) =>
        Assert.Equal(isFound, new CredentialEcho([key]).IsIn(value));

    [Fact]
    public void A_value_that_is_nothing_but_nested_escapes_is_read_in_one_pass()
    {
        var value = "%" + string.Concat(Enumerable.Repeat("25", 200_000)) + "41"; // decoded one layer at a time this takes minutes

        Assert.False(new CredentialEcho([Key]).IsIn(value));
    }

    [Fact]
    public void Nothing_is_found_where_there_is_no_credential() => Assert.False(new CredentialEcho(["", "abc"]).IsIn("abc"));
}
