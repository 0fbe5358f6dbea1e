namespace TokenExchange.Tests.Stand;

/// <summary>The configuration that every stand begins with; a test changes what it is about.</summary>
internal static class StandSettings
{
    /// <summary>Address of the shared state's container on the stand's network.</summary>
    public const string Container = "https://store.example.test/shared-state";

    /// <summary>The container of a stand whose subject is not the store.</summary>
    private const string Elsewhere = "https://store.example.test/of-the-switch";

    private const string Address = "TokenExchange:SharedState:BlobContainerUri";

    /// <summary>
    /// With this variable set to <c>blob</c> every stand keeps its shared state in Blob Storage, unless it says otherwise: the suite is run once on each
    /// implementation.
    /// </summary>
    private static readonly bool IsSwitched = Environment.GetEnvironmentVariable("TEST_SHARED_STATE") == "blob";

    /// <summary>Keeps the shared state of a stand in Blob Storage, with its time limits on the stand's clock; to be given to its constructor.</summary>
    public static void Share(Dictionary<string, string?> settings) => settings[Address] = Container;

    /// <summary>Keeps the state of a stand in memory, whatever the switch says: for tests about that.</summary>
    public static void InMemory(Dictionary<string, string?> settings) => settings.Remove(Address);

    /// <summary>Whether the state of a stand is in Blob Storage.</summary>
    public static bool IsShared(Dictionary<string, string?> settings) => settings.ContainsKey(Address);

    /// <summary>The name of the container where it is.</summary>
    public static string ContainerName(Dictionary<string, string?> settings) => new Uri(settings[Address]!).AbsolutePath.Trim('/');

    /// <summary>Whether it is there because of the switch alone: then its store always answers, and no test moves a clock for it.</summary>
    public static bool IsSharedBySwitch(Dictionary<string, string?> settings) => settings.GetValueOrDefault(Address) == Elsewhere;

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
        if (IsSwitched)
        {
            settings["SharedState:BlobContainerUri"] = Elsewhere;
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
