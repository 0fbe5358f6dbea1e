using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The endpoint for Event Grid, the only one that requires a function key.</summary>
public sealed class EventFunctions(Gateway gateway)
{
    /// <summary>Event Grid reports that a secret of the vault changed.</summary>
    [Function("VaultEvents")]
    public Task<IResult> VaultAsync([HttpTrigger(AuthorizationLevel.Function, Route = Routes.VaultEvents)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
