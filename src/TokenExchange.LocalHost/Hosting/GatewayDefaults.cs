namespace TokenExchange.LocalHost.Hosting;

/// <summary>The configuration that the local host supplies; every key can be overridden from the environment or the command line.</summary>
internal static class GatewayDefaults
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    public static Dictionary<string, string?> For(LocalHostOptions options, string gateway, Addresses services)
    {
        var settings = new Dictionary<string, string?>
        {
            ["PublicOrigin"] = gateway,
            ["Provider:Scopes"] = "openid profile email offline_access",
            ["Provider:Credential:Kind"] = "client-secret",
            ["Provider:Credential:SecretName"] = "client-secret",
            ["Login:CallbackPath"] = "/callback",
            ["Login:ErrorPath"] = "/",
            ["Sessions:KeySecretName"] = "session-key",
            ["Sessions:Claims:0"] = "name",
            ["Sessions:Claims:1"] = "email",
            ["Sessions:Claims:2"] = "preferred_username",
            ["RateLimit:Auth:Requests"] = "0", // everybody here has the same address
            ["RateLimit:Proxy:Requests"] = "0",
            ["Proxy:Routes:partner:ApiKey:SecretName"] = "partner-api-key",
            ["Proxy:Routes:partner:ApiKey:Header"] = "X-Api-Key",
        };
        AddRoute(settings, "echo", services.Api, "user-token");
        AddRoute(settings, "partner", services.Api, "api-key");
        if (!options.IsProviderExternal)
        {
            settings["Provider:Authority"] = services.Provider;
            settings["Provider:ClientId"] = "token-exchange-demo";
        }

        if (!options.IsVaultExternal)
        {
            settings["KeyVault:Uri"] = services.Vault;
        }

        return settings.ToDictionary(setting => "TokenExchange:" + setting.Key, setting => setting.Value);
    }

    private static void AddRoute(Dictionary<string, string?> settings, string id, string destination, string credential)
    {
        settings[$"Proxy:Routes:{id}:Destination"] = destination;
        settings[$"Proxy:Routes:{id}:Credential"] = credential;
        settings[$"Proxy:Routes:{id}:Paths:0"] = "/";
        for (var i = 0; i < Methods.Length; i++)
        {
            settings[$"Proxy:Routes:{id}:Methods:{i}"] = Methods[i];
        }
    }
}

/// <summary>Where the services stand, in this process or another.</summary>
internal sealed record Addresses(string Provider, string Vault, string? VaultThumbprint, string Api)
{
    /// <summary>Where those of another process are by their ports; what their vault's certificate is, only they know.</summary>
    public static Addresses Elsewhere(LocalHostOptions options) => new(
        $"http://127.0.0.1:{options.ProviderPort}", $"https://127.0.0.1:{options.VaultPort}", null, $"http://127.0.0.1:{options.ApiPort}");
}
