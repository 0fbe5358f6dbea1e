using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Provider;
using TokenExchange.Proxy;

namespace TokenExchange.Tests.Pure;

/// <summary>The handler below the proxy, which the stands put a network of their own in the place of.</summary>
public sealed class UpstreamHandlerTests
{
    [Fact]
    public void It_unpacks_nothing_follows_nothing_and_keeps_nothing()
    {
        using var services = new ServiceCollection().AddLogging().AddProxy().BuildServiceProvider();

        var sockets = Handler(services, UpstreamHttp.ClientName);

        Assert.Equal(DecompressionMethods.None, sockets.AutomaticDecompression);
        Assert.Equal((false, false, false), (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.UseProxy));
    }

    [Theory]
    [InlineData(UpstreamHttp.ClientName)]
    [InlineData(ProviderHttp.ClientName)]
    public void No_handler_writes_trace_context(string client)
    {
        using var services = new ServiceCollection().AddLogging().AddProvider().AddProxy().BuildServiceProvider();

        Assert.Null(Handler(services, client).ActivityHeadersPropagator);
    }

    private static SocketsHttpHandler Handler(ServiceProvider services, string client)
    {
        var handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client);
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler!;
        }

        return Assert.IsType<SocketsHttpHandler>(handler);
    }
}
