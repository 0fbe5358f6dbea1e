using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Proxy;

/// <summary>Outbound calls to upstreams: a handler without cookies, redirects, decompression or proxy.</summary>
internal sealed class UpstreamHttp(IHttpMessageHandlerFactory handlers, OutboundCalls calls) : IDisposable
{
    /// <summary>Name of the HTTP client; public as Outbound.Upstream.</summary>
    public const string ClientName = "token-exchange-upstream";

    /// <summary>An invoker instead of an HttpClient: no base address, no default headers, no buffering, no time-out.</summary>
    private readonly HttpMessageInvoker _invoker = new(handlers.CreateHandler(ClientName), disposeHandler: false);

    /// <summary>Sends to the upstream of a route; returns when the head of the response has arrived.</summary>
    public Task<HttpResponseMessage> SendAsync(string route, HttpRequestMessage request, CancellationToken cancellationToken) => calls.MeasureAsync(
        TelemetryNames.Calls.Upstream, route, trace => FinalAsync(request, trace, cancellationToken), response => (int)response.StatusCode);

    /// <summary>A status below 200 is not a final response: after 101 the handler would pass on bytes that are not HTTP.</summary>
    private async Task<HttpResponseMessage> FinalAsync(HttpRequestMessage request, string? trace, CancellationToken cancellationToken)
    {
        if (trace is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace); // of this service; the caller's is in no table of headers
        }

        var response = await _invoker.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode >= 200)
        {
            return response;
        }

        response.Dispose(); // and with it the connection
        throw new OutageException(Catalogue.UpstreamUnavailable.WithReason("The upstream switched protocols."));
    }

    public void Dispose() => _invoker.Dispose();
}
