using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>The handler below the proxy, which the stands put a network of their own in the place of.</summary>
public sealed class UpstreamHandlerTests
{
    [Fact]
    public void It_unpacks_nothing_follows_nothing_and_keeps_nothing()
    {
        using var services = new ServiceCollection().AddLogging().AddProxy().BuildServiceProvider();
        var handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(UpstreamHttp.ClientName);
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler!;
        }

        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.Equal(DecompressionMethods.None, sockets.AutomaticDecompression);
        Assert.Equal((false, false, false), (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.UseProxy));
    }
}
