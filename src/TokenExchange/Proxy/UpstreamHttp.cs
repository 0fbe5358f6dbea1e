namespace TokenExchange.Proxy;

/// <summary>The way out to upstreams: a handler without cookies, redirects, decompression or proxy.</summary>
internal sealed class UpstreamHttp(IHttpMessageHandlerFactory handlers) : IDisposable
{
    /// <summary>Name of the HTTP client; hosts know it as Outbound.Upstream.</summary>
    public const string ClientName = "token-exchange-upstream";

    /// <summary>An invoker and not an HttpClient: no base address, no default headers, no buffering, no time-out of its own.</summary>
    private readonly HttpMessageInvoker _invoker = new(handlers.CreateHandler(ClientName), disposeHandler: false);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();
}
