using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The settings of Sign in with Apple.</summary>
internal static class AppleSettings
{
    public const string TeamId = "TEAM123456";
    public const string KeyId = "ABC123DEFG";

    /// <summary>For the instance that starts next.</summary>
    public static void UseApple(this TestStand stand, string key)
    {
        stand.Vault.Put("apple-key", key);
        foreach (var (name, value) in new[] { ("Kind", "apple"), ("SecretName", "apple-key"), ("TeamId", TeamId), ("KeyId", KeyId) })
        {
            stand.Settings["TokenExchange:Provider:Credential:" + name] = value;
        }
    }
}
