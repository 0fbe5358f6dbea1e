using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Whose budget a request is counted against: the one configured header, once and of a sane length, or the connection.</summary>
public sealed class ClientAddressTests
{
    private const string Front = "X-Azure-ClientIP";
    private static readonly GateOptions Options = PaperSettings.Read().Gate;

    [Fact]
    public void The_configured_header_counts() => Assert.Equal("198.51.100.7", Of(Front, (Front, "198.51.100.7")));

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Azure-ClientIP")]
    [InlineData("X-Real-IP")]
    public void Without_one_configured_no_header_counts(string header) => Assert.Equal("203.0.113.9", Of(null, (header, "198.51.100.7")));

    [Fact]
    public void No_other_header_counts() => Assert.Equal("203.0.113.9", Of(Front, ("X-Forwarded-For", "198.51.100.7")));

    [Fact]
    public void A_header_that_comes_twice_is_passed_over() => Assert.Equal("203.0.113.9", Of(Front, (Front, new StringValues(["198.51.100.7", "198.51.100.8"]))));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Its_length_is_bounded(int length, bool counts)
    {
        var address = new string('1', length);

        Assert.Equal(counts ? address : "203.0.113.9", Of(Front, (Front, address)));
    }

    private static string Of(string? configured, (string Name, StringValues Value) header)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.9");
        context.Request.Headers[header.Name] = header.Value;
        return ClientAddress.Of(context, Options with { ClientAddressHeader = configured });
    }
}
