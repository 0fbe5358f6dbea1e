using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Vault;

/// <summary>The versions of a secret or of a key, by the vault's list, which contains no value. Those of a key have the same form.</summary>
internal sealed class VaultVersions(SecretClient secrets, VaultKeys keys)
{
    /// <summary>Begins the name of a key.</summary>
    public const string KeyPrefix = VaultKeys.Prefix;

    /// <summary>All versions, newest first; none where the vault has no key of this name.</summary>
    /// <exception cref="Azure.RequestFailedException">The vault does not respond, or responds with an error.</exception>
    public Task<IReadOnlyList<SecretProperties>> ReadAsync(string name, CancellationToken cancellationToken) =>
        IsKey(name) ? ReadKeyAsync(name, cancellationToken) : VersionList.ReadAsync(secrets, name, cancellationToken);

    /// <summary>The value of a version; of a key, its public half.</summary>
    /// <exception cref="Azure.RequestFailedException">The vault does not respond, or responds with an error.</exception>
    public async Task<string?> ValueAsync(string name, string version, CancellationToken cancellationToken) => IsKey(name)
        ? (await keys.GetAsync(name, version, cancellationToken)).Value
        : (await secrets.GetSecretAsync(name, version, null, cancellationToken)).Value.Value;

    public static bool IsKey(string name) => name.StartsWith(KeyPrefix, StringComparison.Ordinal);

    private async Task<IReadOnlyList<SecretProperties>> ReadKeyAsync(string name, CancellationToken cancellationToken)
    {
        var versions = new List<SecretProperties>();
        await foreach (var item in keys.ListItems(name, cancellationToken))
        {
            versions.Add(KeyVersions.Properties(item));
        }

        return [.. versions.OrderByDescending(version => version.CreatedOn)];
    }
}
