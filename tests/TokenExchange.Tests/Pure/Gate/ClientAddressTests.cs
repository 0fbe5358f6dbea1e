using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Whose budget a request is counted against: the one configured header, once and an address, or the connection.</summary>
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
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("198.51.100.7, 198.51.100.8")]
    [InlineData("198.51.100.300")]
    public void What_is_no_address_is_passed_over(string text) => Assert.Equal("203.0.113.9", Of(Front, (Front, text)));

    [Theory]
    [InlineData("198.51.100.7:51234", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::")]
    public void An_address_counts_however_it_is_written(string text, string counted) => Assert.Equal(counted, Of(Front, (Front, text)));

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void An_IPv6_client_is_its_network_because_it_can_take_any_address_of_it(string one, string other, bool same) =>
        Assert.Equal(same, Of(null, connection: one) == Of(null, connection: other));

    private static string Of(string? configured, (string Name, StringValues Value) header = default, string connection = "203.0.113.9")
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(connection);
        if (header.Name is not null)
        {
            context.Request.Headers[header.Name] = header.Value;
        }

        return ClientAddress.Of(context, Options with { ClientAddressHeader = configured });
    }
}
