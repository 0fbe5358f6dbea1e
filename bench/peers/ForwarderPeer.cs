using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace TokenExchange.Peers;

/// <summary>
/// The floor: YARP's <see cref="IHttpForwarder"/> alone, without routing, sign-in or any check. With a token it drops the request's cookies and adds the
/// <c>Authorization</c> line, ready made: the bytes of a proxied call, and nothing that decides about them.
/// </summary>
internal sealed class ForwarderPeer(string destination, string? token) : Peer
{
    public override void Add(IServiceCollection services) => services.AddHttpForwarder();

    public override void Map(WebApplication app)
    {
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var transformer = token is null ? HttpTransformer.Default : new TokenTransformer("Bearer " + token);
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
            ConnectTimeout = TimeSpan.FromSeconds(15),
        });
        var config = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(220) }; // as the service's route: by default it ends a stream that is idle for 100
        app.Run(async context => await forwarder.SendAsync(context, destination, invoker, config, transformer));
    }

    private sealed class TokenTransformer(string authorization) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Remove("Cookie");
            proxyRequest.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
    }
}
