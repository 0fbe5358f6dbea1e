using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Sessions;

namespace TokenExchange.Rotations.Policy;

/// <summary>A secret or key of the vault that the configuration names.</summary>
/// <param name="Name">Its name in the vault; that of a key begins with <c>keys/</c>.</param>
/// <param name="Settings">The settings that name it.</param>
/// <param name="UsedFor">What fails without it.</param>
internal sealed record SecretInUse(string Name, IReadOnlyList<string> Settings, IReadOnlyList<string> UsedFor)
{
    /// <summary>Every secret once, however many settings name it: first the session key, then the client credential, then the API keys.</summary>
    public static IReadOnlyList<SecretInUse> All(ProviderOptions provider, SessionsOptions sessions, ProxyOptions proxy)
    {
        IEnumerable<(string? Name, string Setting, string Use)> uses =
        [
            (sessions.KeySecretName, "Sessions:KeySecretName", "all sessions"),
            (provider.Credential.VaultName, provider.Credential.KeyName.Length > 0 ? "Provider:Credential:KeyName" : "Provider:Credential:SecretName", "logins and refreshes"),
            .. proxy.Routes.Select(route => (route.Value.ApiKey?.SecretName, $"Proxy:Routes:{route.Key}:ApiKey:SecretName", $"route {route.Key}")),
        ];
        return
        [
            .. uses.Where(use => !string.IsNullOrEmpty(use.Name))
                .GroupBy(use => use.Name!, StringComparer.OrdinalIgnoreCase)
                .Select(uses => new SecretInUse(uses.Key, [.. uses.Select(use => use.Setting)], [.. uses.Select(use => use.Use)])),
        ];
    }
}
