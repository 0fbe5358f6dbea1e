using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The endpoint of the proxy. Its name sorts behind the others, because the host matches routes in the order of function names; only <see cref="UnknownFunctions"/> comes later.</summary>
public sealed class ProxyFunctions(Gateway gateway)
{
    /// <summary>Forwards a request to an upstream.</summary>
    [Function("ZProxy")]
    public Task<IResult> ForwardAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Proxy)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
