using TokenExchange.EndToEnd.Functions.Cloud;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The service's settings as an operator writes them.</summary>
internal static class AppSettings
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static IEnumerable<(string Key, string Value)> For(string origin, string issuer, string vault, string api, string upstream)
    {
        (string Key, string Value)[] settings =
        [
            ("PublicOrigin", origin),
            ("Provider:Authority", issuer),
            ("Provider:ClientId", "token-exchange-demo"),
            ("Provider:Credential:Kind", "client-secret"),
            ("Provider:Credential:SecretName", "client-secret"),
            ("Login:CallbackPath", "/api/auth/callback"),
            ("Sessions:KeySecretName", "session-key"),
            ("KeyVault:Uri", $"https://{vault}/"),
            ("KeyVault:ManagedIdentityClientId", ManagedIdentity.ClientId),
            ("RateLimit:Auth:Requests", "0"), // everybody here has the same address
            ("RateLimit:Proxy:Requests", "0"),
            .. Route("echo", api, ("Credential", "user-token")),
            .. Route("partner", api, ("Credential", "api-key"), ("ApiKey:SecretName", "partner-api-key"), ("ApiKey:Header", "X-Api-Key")),
            .. Route("own", upstream, ("Credential", "none"), ("AllowAnonymous", "true")),
        ];
        return settings.Select(setting => ("TokenExchange:" + setting.Key, setting.Value));
    }

    /// <summary>A route of the proxy that takes every method and path.</summary>
    public static IEnumerable<(string Key, string Value)> Route(string id, string destination, params (string Key, string Value)[] others) =>
        others.Append(("Destination", destination)).Append(("Paths:0", "/")).Concat(Methods.Select((method, i) => ($"Methods:{i}", method)))
            .Select(setting => ($"Proxy:Routes:{id}:{setting.Item1}", setting.Item2));
}
