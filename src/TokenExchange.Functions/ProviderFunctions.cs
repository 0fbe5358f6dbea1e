using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace TokenExchange.Functions;

/// <summary>The endpoints that the provider calls.</summary>
public sealed class ProviderFunctions(Gateway gateway)
{
    /// <summary>Back-channel logout: the provider ends sessions.</summary>
    [Function("BackchannelLogout")]
    public Task<IResult> BackchannelLogoutAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.BackchannelLogout)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);

    /// <summary>The public keys of this client (JSON Web Key Set).</summary>
    [Function("ClientKeys")]
    public Task<IResult> KeysAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.ClientKeys)] HttpRequest request) =>
        Answer.ByAsync(gateway, request);
}
