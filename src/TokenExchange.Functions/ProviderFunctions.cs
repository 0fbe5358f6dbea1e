using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The doors that the provider uses.</summary>
public sealed class ProviderFunctions(Gateway gateway)
{
    /// <summary>The provider ends sessions.</summary>
    [Function("BackchannelLogout")]
    public Task<IResult> BackchannelLogoutAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.BackchannelLogout)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>The client's own public keys.</summary>
    [Function("ClientKeys")]
    public Task<IResult> KeysAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.ClientKeys)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
