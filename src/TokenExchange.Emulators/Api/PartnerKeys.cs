using Azure.Security.KeyVault.Secrets;
using TokenExchange.Caching;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Emulators.Api;

/// <summary>The valid API keys of an external vault: every enabled version; a new version is read as soon as a caller sends it.</summary>
internal sealed class PartnerKeys
{
    private readonly RefreshingValue<SecretVersions> _versions;

    public PartnerKeys(SecretClient vault, string name, TimeProvider clock)
    {
        var reader = new VaultReader(new SecretSource(vault), clock);
        var source = new RefreshSource<SecretVersions>
        {
            Fetch = (known, cancellationToken) => reader.ReadAsync(name, known, cancellationToken),
            Failed = _ => { },
            Outage = Catalogue.VaultUnavailable,
        };
        _versions = new RefreshingValue<SecretVersions>(Policy, source, clock);
    }

    private static RefreshPolicy Policy { get; } = new()
    {
        FreshFor = TimeSpan.FromSeconds(5),
        UsableFor = TimeSpan.FromHours(1),
        CoolDown = TimeSpan.FromSeconds(1),
        CoolDownCeiling = TimeSpan.FromSeconds(4),
    };

    /// <summary>Whether the key is valid. None is valid while the vault is not reachable.</summary>
    public async ValueTask<bool> ContainsAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var known = await _versions.GetAsync(cancellationToken);
            return Contains(known, key) || Contains(await _versions.RenewAsync(known, cancellationToken), key);
        }
        catch (OutageException)
        {
            return false;
        }
    }

    /// <summary>Whether the key is one of these values, which are read in the same way as by the gateway.</summary>
    public static bool Contain(IEnumerable<SecretValue> values, string key) =>
        values.Any(value => string.Equals(value.Reveal(), key, StringComparison.Ordinal));

    private static bool Contains(SecretVersions versions, string key) => Contain(versions.NewestFirst.Select(version => version.Value), key);
}
