using Microsoft.Extensions.Configuration;
using TokenExchange.Configuration;

namespace TokenExchange.Tests.Pure;

/// <summary>A good minimal configuration, and what becomes of it with changes.</summary>
internal static class PaperSettings
{
    private static readonly (string Key, string? Value)[] Minimal =
    [
        ("PublicOrigin", "https://app.example.com"),
        ("Provider:Authority", "https://issuer.example/tenant"),
        ("Provider:ClientId", "client-1"),
        ("Provider:Credential:Kind", "client-secret"),
        ("Provider:Credential:SecretName", "client-secret"),
        ("Sessions:KeySecretName", "session-key"),
        ("KeyVault:Uri", "https://vault.example/"),
        ("Proxy:Routes:echo:Destination", "https://api.example/v1"),
        ("Proxy:Routes:echo:Paths:0", "/"),
        ("Proxy:Routes:echo:Credential", "user-token"),
    ];

    /// <summary>Reads it with these changes; null removes a key.</summary>
    public static Settings Read(params (string Key, string? Value)[] changes) => Read(isDevelopment: false, changes);

    public static Settings Read(bool isDevelopment, params (string Key, string? Value)[] changes)
    {
        var values = Minimal.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in changes)
        {
            values.Remove(key); // so that the key is spelt as it is here
            values[key] = value;
        }

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create("TokenExchange:" + pair.Key, pair.Value)));
        return Settings.Read(configuration.Build(), isDevelopment);
    }

    /// <summary>What is wrong with it; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(params (string Key, string? Value)[] changes)
    {
        try
        {
            Read(changes);
            return [];
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Problems;
        }
    }
}
