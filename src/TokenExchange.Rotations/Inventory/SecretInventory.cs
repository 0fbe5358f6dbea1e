using Azure.Security.KeyVault.Secrets;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Rotations.Inventory;

/// <summary>Lists the versions of every secret in use, as the account of the process. No value is read: <i>Key Vault Reader</i> is enough.</summary>
internal sealed class SecretInventory(SecretClient client, VaultKeys keys, ProviderOptions provider, SessionsOptions sessions, ProxyOptions proxy, UnfinishedRotations rotations, TimeProvider clock)
{
    private readonly VaultVersions _versions = new(client, keys);

    /// <summary>The inventory of a service's configuration.</summary>
    public static SecretInventory Of(IServiceProvider services) =>
        ActivatorUtilities.CreateInstance<SecretInventory>(services, ActivatorUtilities.CreateInstance<UnfinishedRotations>(services));

    /// <param name="maximumAge">The age in days for secrets without a policy of their own.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<IReadOnlyList<SecretRow>> ReadAsync(int maximumAge, CancellationToken cancellationToken)
    {
        var rows = new List<SecretRow>();
        foreach (var secret in SecretInUse.All(provider, sessions, proxy))
        {
            rows.Add(await ReadAsync(secret, maximumAge, cancellationToken));
        }

        return rows;
    }

    private async Task<SecretRow> ReadAsync(SecretInUse secret, int maximumAge, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            var newestFirst = await _versions.ReadAsync(secret.Name, cancellationToken);
            var inUse = VersionList.Choose(newestFirst, now);
            var policy = SecretPolicy.Read(inUse?.Tags ?? new Dictionary<string, string>(), maximumAge);
            return WithRotation(new(secret, policy, inUse, newestFirst.Any(version => version.CreatedOn < inUse?.CreatedOn), Fault: null, now), newestFirst);
        }
        catch (Exception cause) when (VaultFault.Of(cause, "Listing the versions") is { } fault && !cancellationToken.IsCancellationRequested)
        {
            return new(secret, new SecretPolicy { RotateAfterDays = maximumAge }, InUse: null, HasEarlier: false, fault.Found, now);
        }
    }

    private SecretRow WithRotation(SecretRow row, IReadOnlyList<SecretProperties> newestFirst)
    {
        try
        {
            return row with
            {
                Rotation = rotations.Find(row.Secret.Name, newestFirst, row.At),
                LeftVersions = rotations.FindLeft(row.Secret.Name, newestFirst, row.At),
            };
        }
        catch (RotationException unusable)
        {
            return row with { RotationFault = unusable.Message };
        }
    }
}
