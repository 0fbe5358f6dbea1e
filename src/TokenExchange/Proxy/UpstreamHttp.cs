using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary>The way out to upstreams: a handler without cookies, redirects, decompression or proxy.</summary>
internal sealed class UpstreamHttp(IHttpMessageHandlerFactory handlers, OutboundCalls calls) : IDisposable
{
    /// <summary>Name of the HTTP client; hosts know it as Outbound.Upstream.</summary>
    public const string ClientName = "token-exchange-upstream";

    /// <summary>An invoker and not an HttpClient: no base address, no default headers, no buffering, no time-out of its own.</summary>
    private readonly HttpMessageInvoker _invoker = new(handlers.CreateHandler(ClientName), disposeHandler: false);

    /// <summary>Sends to the upstream of a route; the answer is there when its head is.</summary>
    public Task<HttpResponseMessage> SendAsync(string route, HttpRequestMessage request, CancellationToken cancellationToken) => calls.MeasureAsync(
        TelemetryNames.Calls.Upstream, route, () => _invoker.SendAsync(request, cancellationToken), response => (int)response.StatusCode);

    public void Dispose() => _invoker.Dispose();
}
