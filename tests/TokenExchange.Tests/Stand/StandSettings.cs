namespace TokenExchange.Tests.Stand;

/// <summary>The configuration that every stand begins with; a test changes what it is about.</summary>
internal static class StandSettings
{
    /// <summary>Address of the shared state's container on the stand's network.</summary>
    public const string Container = "https://store.example.test/shared-state";

    /// <summary>
    /// With this variable set to <c>blob</c> every stand keeps its shared state in Blob Storage: the whole suite is run once on each implementation.
    /// </summary>
    private static readonly bool IsShared = Environment.GetEnvironmentVariable("TEST_SHARED_STATE") == "blob";

    /// <summary>Keeps the shared state of a stand in Blob Storage; to be given to its constructor.</summary>
    public static void Share(Dictionary<string, string?> settings) => settings["TokenExchange:SharedState:BlobContainerUri"] = Container;

    public static Dictionary<string, string?> Create()
    {
        var settings = new Dictionary<string, string?>
        {
            ["PublicOrigin"] = TestStand.AppOrigin,
            ["Provider:Authority"] = TestStand.ProviderOrigin,
            ["Provider:ClientId"] = "token-exchange-demo",
            ["Provider:Scopes"] = "openid profile email offline_access",
            ["Provider:Credential:Kind"] = "client-secret",
            ["Provider:Credential:SecretName"] = "client-secret",
            ["Login:CallbackPath"] = "/callback",
            ["Login:ErrorPath"] = "/oops",
            ["Sessions:KeySecretName"] = "session-key",
            ["Sessions:Claims:0"] = "name",
            ["Sessions:Claims:1"] = "email",
            ["KeyVault:Uri"] = "https://vault.example.test",
            ["RateLimit:Auth:Requests"] = "0",
            ["RateLimit:Proxy:Requests"] = "0",
            ["Proxy:Routes:echo:Destination"] = "https://api.example.test/user",
            ["Proxy:Routes:echo:Credential"] = "user-token",
            ["Proxy:Routes:echo:Paths:0"] = "/",
            ["Proxy:Routes:partner:Destination"] = "https://api.example.test/partner",
            ["Proxy:Routes:partner:Credential"] = "api-key",
            ["Proxy:Routes:partner:Paths:0"] = "/",
            ["Proxy:Routes:partner:ApiKey:SecretName"] = "partner-api-key",
            ["Proxy:Routes:partner:ApiKey:Header"] = "X-Api-Key",
        };
        if (IsShared)
        {
            settings["SharedState:BlobContainerUri"] = Container;
        }

        foreach (var route in new[] { "echo", "partner" })
        {
            string[] methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
            for (var i = 0; i < methods.Length; i++)
            {
                settings[$"Proxy:Routes:{route}:Methods:{i}"] = methods[i];
            }
        }

        return settings.ToDictionary(setting => "TokenExchange:" + setting.Key, setting => setting.Value);
    }
}
