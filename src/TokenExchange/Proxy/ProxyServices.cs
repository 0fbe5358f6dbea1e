using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace TokenExchange.Proxy;

/// <summary>Registers the proxy room.</summary>
internal static class ProxyServices
{
    public static IServiceCollection AddProxy(this IServiceCollection services)
    {
        services.AddHttpClient(UpstreamHttp.ClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseCookies = false, // one user's cookies must not be another's
                AllowAutoRedirect = false, // a redirect could lead the credential elsewhere
                AutomaticDecompression = DecompressionMethods.None, // bytes pass as they are, and a bomb is not ours to unpack
                UseProxy = false,
                ActivityHeadersPropagator = null, // no trace context
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                EnableMultipleHttp2Connections = true, // more calls at a time than one connection's limit of streams
                MaxResponseHeadersLength = 64,
                PlaintextStreamFilter = (opened, _) => ValueTask.FromResult( // HTTP/2 tells that a request is not needed any more, and needs no help
                    opened.NegotiatedHttpVersion == HttpVersion.Version11 ? new UpstreamConnection(opened.PlaintextStream) : opened.PlaintextStream),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers(); // they would write addresses
        services.AddSingleton<ProxyRoutes>();
        services.AddSingleton<UpstreamHttp>();
        services.AddSingleton<DroppedHeaders>();
        services.AddSingleton<SessionVolume>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<ProxyEndpoint>();
        return services;
    }
}
