using Azure.Security.KeyVault.Secrets;

namespace TokenExchange.Rotations.Vault;

/// <summary>The versions of a secret, by the vault's list, which contains no value.</summary>
internal static class VersionList
{
    /// <summary>All versions, newest first.</summary>
    /// <exception cref="Azure.RequestFailedException">The vault does not respond, or responds with an error.</exception>
    public static async Task<IReadOnlyList<SecretProperties>> ReadAsync(SecretClient client, string name, CancellationToken cancellationToken)
    {
        var versions = new List<SecretProperties>();
        await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
        {
            versions.Add(version);
        }

        return [.. versions.OrderByDescending(version => version.CreatedOn)];
    }

    /// <summary>The newest version that the service would use now; null when there is none.</summary>
    public static SecretProperties? Choose(IEnumerable<SecretProperties> newestFirst, DateTimeOffset now) => newestFirst.FirstOrDefault(version => IsValid(version, now));

    /// <summary>Whether a version is enabled and within its dates.</summary>
    public static bool IsValid(SecretProperties version, DateTimeOffset now) =>
        version.Enabled != false && !(version.NotBefore > now) && !(version.ExpiresOn <= now);
}
