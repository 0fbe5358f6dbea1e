using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TokenExchange.Bench.Stand;

/// <summary>The configuration of the measured service: production's defaults, but nothing runs out during a run.</summary>
internal static class BenchSettings
{
    public const string Client = "token-exchange-demo";

    public static IConfiguration Create(string gateway, string provider, string vault, string api, int? cacheSize = null) => new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?>
        {
            ["PublicOrigin"] = gateway,
            ["Provider:Authority"] = provider,
            ["Provider:ClientId"] = Client,
            ["Provider:Scopes"] = "openid profile email offline_access",
            ["Provider:Credential:Kind"] = "client-secret",
            ["Provider:Credential:SecretName"] = "client-secret",
            ["Login:CallbackPath"] = "/callback",
            ["Login:ErrorPath"] = "/oops",
            ["Sessions:KeySecretName"] = "session-key",
            ["Sessions:Claims:0"] = "name",
            ["Sessions:Claims:1"] = "email",
            ["Sessions:IdleLifetime"] = "08:00:00", // with the default of an hour, a session would be sealed anew every three minutes
            ["Sessions:CacheSize"] = cacheSize?.ToString(CultureInfo.InvariantCulture),
            ["KeyVault:Uri"] = vault,
            ["RateLimit:Proxy:Requests"] = "1000000", // counted as always, refused never
            ["RateLimit:Auth:Requests"] = "1000000",
            ["Proxy:Routes:bytes:Destination"] = api + "/user",
            ["Proxy:Routes:bytes:Credential"] = "user-token",
            ["Proxy:Routes:bytes:Paths:0"] = "/",
            ["Proxy:Routes:bytes:Methods:0"] = "GET",
            ["Proxy:Routes:bytes:Methods:1"] = "POST",
            ["Proxy:Routes:bytes:MaxRequestBody"] = "26214400",
            ["Proxy:Routes:open:Destination"] = api + "/open", // for tokens of the provider, which the other route's API does not know
            ["Proxy:Routes:open:Credential"] = "user-token",
            ["Proxy:Routes:open:Paths:0"] = "/",
            ["Proxy:Routes:open:Methods:0"] = "GET",
            ["Proxy:Routes:bytes:IdleTimeout"] = "00:03:40", // the longest
        }.Where(setting => setting.Value is not null).ToDictionary(setting => "TokenExchange:" + setting.Key, setting => setting.Value)).Build();
}
