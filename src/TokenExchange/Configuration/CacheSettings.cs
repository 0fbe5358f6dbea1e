using System.Text.RegularExpressions;
using TokenExchange.Secrets;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of caches and of the shared state.</summary>
internal static partial class CacheSettings
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
        var options = new SharedStateOptions();
        var poll = section.Duration("PollInterval", options.PollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        return options with
        {
            BlobContainerUri = Container(section),
            PollInterval = poll,
            OnOutage = section.Choice<OutagePolicy>("OnOutage", options.OnOutage, ("open", OutagePolicy.Open), ("closed", OutagePolicy.Closed)),
            MaxStale = section.Duration("MaxStale", options.MaxStale, poll, TimeSpan.FromHours(1)),
        };
    }

    /// <summary>
    /// One container: <c>https://account/container</c>, or Azurite's <c>http://127.0.0.1:port/devstoreaccount1/container</c>. The storage client tells the
    /// two forms apart by whether the host is an IPv4 address, so <c>localhost</c> becomes one.
    /// </summary>
    private static Uri? Container(SettingsReader section)
    {
        const string Remedy = "Write the address of a blob container, for example \"https://contoso.blob.core.windows.net/shared-state\", or leave it empty.";
        if (section.Address("BlobContainerUri", Remedy, isRequired: false) is not { } address)
        {
            return null;
        }

        var names = address.AbsolutePath.Trim('/').Split('/');
        var isOne = address.Scheme == Uri.UriSchemeHttps
            ? names.Length == 1 && address.HostNameType == UriHostNameType.Dns
            : names is [SharedStateOptions.DevelopmentAccount, _] && address.HostNameType != UriHostNameType.IPv6;
        if (!isOne || !ContainerName().IsMatch(names[^1]))
        {
            section.Complain("BlobContainerUri", "is not the address of one container.", Remedy);
            return null;
        }

        return new UriBuilder(address)
        {
            Host = address.Scheme == Uri.UriSchemeHttp && address.HostNameType == UriHostNameType.Dns ? "127.0.0.1" : address.Host,
            Path = string.Join('/', names),
        }.Uri;
    }

    /// <summary>As Blob Storage takes it (learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).</summary>
    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerName();
}
