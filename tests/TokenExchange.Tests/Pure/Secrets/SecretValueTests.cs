using System.Text.Json;
using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>A secret says itself only when asked by name.</summary>
public sealed class SecretValueTests
{
    private readonly SecretVersion _version = new("v1", SecretValue.TryParse("s3cr3t-canary")!, DateTimeOffset.UnixEpoch, null, null);

    [Fact]
    public void It_never_prints() => Assert.DoesNotContain("canary", $"{_version} {_version.Value} {new[] { _version.Value }}", StringComparison.Ordinal);

    [Fact]
    public void It_is_not_serialized() => Assert.DoesNotContain("canary", JsonSerializer.Serialize(_version), StringComparison.Ordinal);

    [Fact]
    public void It_reveals_itself_by_name() => Assert.Equal("s3cr3t-canary", _version.Value.Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_no_secret(string? text) => Assert.Null(SecretValue.TryParse(text));
}
