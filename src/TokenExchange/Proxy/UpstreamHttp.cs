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
        TelemetryNames.Calls.Upstream, route, () => FinalAsync(request, cancellationToken), response => (int)response.StatusCode);

    /// <summary>An answer below 200 is none: the handler takes 101 for the end of HTTP, and what follows it are bytes that nobody checks.</summary>
    private async Task<HttpResponseMessage> FinalAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _invoker.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode >= 200)
        {
            return response;
        }

        response.Dispose(); // and with it the connection
        throw new HttpRequestException(HttpRequestError.InvalidResponse, "The upstream left HTTP.");
    }

    public void Dispose() => _invoker.Dispose();
}
