using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The door of Event Grid: the only one that wants a function key.</summary>
public sealed class EventFunctions(Gateway gateway)
{
    /// <summary>The vault says that a secret changed.</summary>
    [Function("VaultEvents")]
    public Task<IResult> VaultAsync([HttpTrigger(AuthorizationLevel.Function, Route = Routes.VaultEvents)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
