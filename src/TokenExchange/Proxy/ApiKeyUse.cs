using TokenExchange.Secrets;

namespace TokenExchange.Proxy;

/// <summary>A route's API key as a use of a vault secret.</summary>
internal static class ApiKeyUse
{
    /// <summary>In a header field the key goes out as it is; in a query it is percent-encoded as UTF-8.</summary>
    public static SecretUse Of(string route, ApiKeyOptions key) => new(
        $"api-key of route {route}", $"Proxy:Routes:{route}:ApiKey:SecretName", key.Header is null ? SecretText.Fault : SecretText.FaultInHeader)
    {
        IsRefusalCertain = false,
    };
}
