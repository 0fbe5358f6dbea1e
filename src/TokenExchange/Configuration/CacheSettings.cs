using TokenExchange.Secrets;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of caches and of the shared state.</summary>
internal static class CacheSettings
{
    public static KeyVaultOptions ReadKeyVault(SettingsReader section)
    {
        var refresh = section.Duration("RefreshInterval", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return new KeyVaultOptions
        {
            Uri = section.Address("Uri", "Write the vault's address, for example \"https://contoso.vault.azure.net/\".") ?? new Uri("https://unconfigured.invalid"),
            RefreshInterval = refresh,
            MaxStale = section.Duration("MaxStale", TimeSpan.FromHours(24), refresh, TimeSpan.FromDays(7)),
            ManagedIdentityClientId = section.Optional("ManagedIdentityClientId"),
        };
    }

    public static SigningKeysOptions ReadSigningKeys(SettingsReader section)
    {
        var refresh = section.Duration("RefreshInterval", TimeSpan.FromHours(12), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        var stale = TimeSpan.FromHours(24) < refresh ? refresh : TimeSpan.FromHours(24);
        return new SigningKeysOptions
        {
            RefreshInterval = refresh,
            CoolDown = section.Duration("CoolDown", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            MaxStale = section.Duration("MaxStale", stale, refresh, TimeSpan.FromDays(30)),
        };
    }

    public static SharedStateOptions ReadSharedState(SettingsReader section)
    {
        var address = section.Address("BlobContainerUri", "Write the address of a blob container, or leave it empty.", isRequired: false);
        if (address is not null)
        {
            section.Complain("BlobContainerUri", "is set, but this version keeps shared state in memory only.", "Leave it empty and run one instance.");
        }

        return new SharedStateOptions { BlobContainerUri = address };
    }
}
