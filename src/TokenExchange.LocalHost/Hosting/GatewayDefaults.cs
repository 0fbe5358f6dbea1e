using System.Globalization;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// The default configuration of the local host. Every key can be overridden by the environment or the command line; lists are replaced completely: merged by
/// index, a shorter list would keep the end of the default.
/// </summary>
internal static class GatewayDefaults
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <param name="options">Which services are external.</param>
    /// <param name="gateway">The address of the gateway.</param>
    /// <param name="services">The addresses of the services.</param>
    /// <param name="given">The given configuration.</param>
    public static Dictionary<string, string?> For(LocalHostOptions options, string gateway, Addresses services, IConfiguration given)
    {
        var settings = new Dictionary<string, string?>
        {
            ["PublicOrigin"] = options.Page.PublicOrigin(gateway),
            ["Provider:Scopes"] = "openid profile email offline_access",
            ["Provider:Credential:Kind"] = "client-secret",
            ["Provider:Credential:SecretName"] = "client-secret",
            ["Login:CallbackPath"] = "/callback",
            ["Login:ErrorPath"] = "/",
            ["Sessions:KeySecretName"] = "session-key",
            ["Sessions:Claims:0"] = "name",
            ["Sessions:Claims:1"] = "email",
            ["Sessions:Claims:2"] = "preferred_username",
            ["RateLimit:Auth:Requests"] = "0", // all clients have the same address
            ["RateLimit:Proxy:Requests"] = "0",
        };
        AddRoute(settings, "echo", services.Api, "user-token");
        AddRoute(settings, "partner", services.Api, "api-key");
        AddApiKey(settings, given.GetSection("TokenExchange:Proxy:Routes:partner"));
        if (!options.IsProviderExternal)
        {
            settings["Provider:Authority"] = services.Provider;
            settings["Provider:ClientId"] = "token-exchange-demo";
        }

        if (!options.IsVaultExternal)
        {
            settings["KeyVault:Uri"] = services.Vault;
        }

        return settings.Select(setting => KeyValuePair.Create("TokenExchange:" + setting.Key, setting.Value))
            .Where(setting => !IsOfReplacedList(setting.Key, given)).ToDictionary();
    }

    private static bool IsOfReplacedList(string key, IConfiguration given)
    {
        var end = key.LastIndexOf(':');
        return int.TryParse(key.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) && given.GetSection(key[..end]).Exists();
    }

    /// <summary>The key of a route without another credential, in the header that the demo API reads.</summary>
    private static void AddApiKey(Dictionary<string, string?> settings, IConfigurationSection route)
    {
        if (route["Credential"] is { Length: > 0 } credential && !string.Equals(credential, "api-key", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        settings["Proxy:Routes:partner:ApiKey:SecretName"] = "partner-api-key";
        if (string.IsNullOrEmpty(route["ApiKey:QueryParameter"]))
        {
            settings["Proxy:Routes:partner:ApiKey:Header"] = "X-Api-Key";
        }
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

/// <summary>The addresses of the services, in this process or another.</summary>
internal sealed record Addresses(string Provider, string Vault, string? VaultThumbprint, string Api)
{
    /// <summary>The addresses of services in another process, by port; the certificate of their vault is not known here.</summary>
    public static Addresses Elsewhere(LocalHostOptions options) => new(
        $"http://127.0.0.1:{options.ProviderPort}", $"https://127.0.0.1:{options.VaultPort}", null, $"http://127.0.0.1:{options.ApiPort}");
}
