namespace TokenExchange.Operations.Drill;

/// <summary>The configuration of the instances. Every interval and limit that is not here has its default, as in production.</summary>
internal static class DrillSettings
{
    public static Dictionary<string, string?> Create(string origin, string vault, DrillServices services)
    {
        var settings = new Dictionary<string, string?>
        {
            ["PublicOrigin"] = origin,
            ["Provider:Authority"] = services.ProviderAddress,
            ["Provider:ClientId"] = "token-exchange-demo",
            ["Provider:Scopes"] = "openid profile email offline_access",
            ["Provider:Credential:Kind"] = services.UsesPrivateKey ? "private-key-jwt" : "client-secret",
            ["Provider:Credential:SecretName"] = services.UsesPrivateKey ? DrillServices.PrivateKey : DrillServices.ClientSecret,
            ["Login:CallbackPath"] = "/callback",
            ["Login:ErrorPath"] = "/",
            ["Sessions:KeySecretName"] = DrillServices.SessionKey,
            ["KeyVault:Uri"] = vault,
            ["SharedState:BlobContainerUri"] = services.StateAddress,
            ["RateLimit:Auth:Requests"] = "0", // all users have the same address
            ["RateLimit:Proxy:Requests"] = "0",
            ["Proxy:Routes:echo:Credential"] = "user-token",
            ["Proxy:Routes:partner:Credential"] = "api-key",
            ["Proxy:Routes:partner:ApiKey:SecretName"] = DrillServices.ApiKey,
            ["Proxy:Routes:partner:ApiKey:Header"] = "X-Api-Key",
        };
        foreach (var (route, path) in new[] { ("echo", "/user"), ("partner", "/partner") })
        {
            settings[$"Proxy:Routes:{route}:Destination"] = services.ApiAddress + path;
            settings[$"Proxy:Routes:{route}:Paths:0"] = "/";
            settings[$"Proxy:Routes:{route}:Methods:0"] = "GET";
        }

        return settings.ToDictionary(setting => "TokenExchange:" + setting.Key, setting => setting.Value);
    }
}
