using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The endpoints for health probes.</summary>
public sealed class HealthFunctions(Gateway gateway)
{
    /// <summary>Liveness.</summary>
    [Function("HealthLive")]
    public Task<IResult> LiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Live)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>Readiness.</summary>
    [Function("HealthReady")]
    public Task<IResult> ReadyAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Ready)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
