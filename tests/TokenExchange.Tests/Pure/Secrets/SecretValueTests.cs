using System.Text.Json;
using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>A secret says itself only when asked by name.</summary>
public sealed class SecretValueTests
{
    private readonly SecretVersion _version = new("v1", SecretValue.Read("s3cr3t-canary"), DateTimeOffset.UnixEpoch, null, null);

    [Fact]
    public void It_never_prints() => Assert.DoesNotContain("canary", $"{_version} {_version.Value} {new[] { _version.Value }}", StringComparison.Ordinal);

    [Fact]
    public void It_is_not_serialized() => Assert.DoesNotContain("canary", JsonSerializer.Serialize(_version), StringComparison.Ordinal);

    [Fact]
    public void It_reveals_itself_by_name() => Assert.Equal("s3cr3t-canary", _version.Value.Reveal());

    [Theory]
    [InlineData(null, "", false)]
    [InlineData("", "", false)]
    [InlineData("a b", "a b", false)]
    [InlineData("a\u200B", "a\u200B", false)]
    [InlineData("\0a", "\0a", false)]
    [InlineData(" \t\r\n", "", true)]
    [InlineData("\uFEFF", "", true)]
    [InlineData("\uFEFF \uFEFFa\u2029\u00A0\r\n", "a", true)]
    public void Only_surrounding_white_space_and_byte_order_marks_are_removed(string? text, string expected, bool wasTrimmed)
    {
        var value = SecretValue.Read(text);

        Assert.Equal((expected, wasTrimmed), (value.Reveal(), value.WasTrimmed));
    }
}
