using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The door of the proxy. Its name sorts last: the host matches functions by name, and a catch-all must not come before the others.</summary>
public sealed class ProxyFunctions(Gateway gateway)
{
    /// <summary>Forwards to an upstream.</summary>
    [Function("ZProxy")]
    public Task<IResult> ForwardAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Proxy)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
