using TokenExchange.Secrets;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of caches and of the shared state.</summary>
internal static class CacheSettings
{
    public static KeyVaultOptions ReadKeyVault(SettingsReader section)
    {
        var options = new KeyVaultOptions
        {
            Uri = section.Address("Uri", "Write the vault's address, for example \"https://contoso.vault.azure.net/\".") ?? new Uri("https://unconfigured.invalid"),
        };
        var refresh = section.Duration("RefreshInterval", options.RefreshInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return options with
        {
            RefreshInterval = refresh,
            MaxStale = section.Duration("MaxStale", options.MaxStale, refresh, TimeSpan.FromDays(7)),
            ManagedIdentityClientId = section.Optional("ManagedIdentityClientId"),
        };
    }

    public static SigningKeysOptions ReadSigningKeys(SettingsReader section)
    {
        var options = new SigningKeysOptions();
        var refresh = section.Duration("RefreshInterval", options.RefreshInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        var stale = options.MaxStale < refresh ? refresh : options.MaxStale;
        return options with
        {
            RefreshInterval = refresh,
            CoolDown = section.Duration("CoolDown", options.CoolDown, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
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
