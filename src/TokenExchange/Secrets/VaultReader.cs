using Azure;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Failures;

namespace TokenExchange.Secrets;

/// <summary>Reads the versions of one secret from Azure Key Vault. The only class that uses the vault's client.</summary>
internal sealed class VaultReader(SecretClient client, TimeProvider clock)
{
    /// <summary>More enabled versions than this are forgotten rotations, not a rollover.</summary>
    private const int MostVersions = 12;

    /// <summary>Lists the versions and reads the values that are not known yet; the value of a version never changes.</summary>
    /// <exception cref="RequestFailedException">The vault does not respond, or responds with an error.</exception>
    /// <exception cref="OutageException">The response is not about the requested secret.</exception>
    public async Task<SecretVersions> ReadAsync(string name, SecretVersions? known, CancellationToken cancellationToken)
    {
        List<SecretProperties> listed;
        try
        {
            listed = await ListAsync(name, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 403 && refused.ErrorCode == "Forbidden")
        {
            return await ReadUnlistedAsync(name, known, cancellationToken);
        }

        var versions = new List<SecretVersion>(listed.Count);
        foreach (var properties in listed)
        {
            var value = known?.NewestFirst.FirstOrDefault(version => version.Id == properties.Version)?.Value
                ?? await ReadValueAsync(name, properties.Version, cancellationToken);
            if (value is not null)
            {
                versions.Add(Version(properties, value));
            }
        }

        return new SecretVersions(name, versions);
    }

    /// <summary>
    /// Without the permission to list versions: returns the current version and the versions read earlier, each read again because it may
    /// have been disabled. If reading values is forbidden as well, throws that error.
    /// </summary>
    private async Task<SecretVersions> ReadUnlistedAsync(string name, SecretVersions? known, CancellationToken cancellationToken)
    {
        var versions = new List<SecretVersion>();
        if (await ReadCurrentAsync(name, cancellationToken) is { } current)
        {
            versions.Add(current);
        }

        foreach (var earlier in known?.NewestFirst ?? [])
        {
            if (versions.TrueForAll(version => version.Id != earlier.Id) && await ReadValueAsync(name, earlier.Id, cancellationToken) is not null)
            {
                versions.Add(earlier);
            }
        }

        return new SecretVersions(name, versions, isListed: false);
    }

    private async Task<SecretVersion?> ReadCurrentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var secret = (await client.GetSecretAsync(name, null, null, cancellationToken)).Value;
            return IsAbout(secret.Properties, name) ? Version(secret.Properties, SecretValue.Read(secret.Value)) : throw OfAnother();
        }
        catch (RequestFailedException gone) when (VaultAnswers.IsAbsent(gone) || VaultAnswers.IsDisabled(gone))
        {
            return null; // The newest version is disabled, or there is none.
        }
    }

    private async Task<List<SecretProperties>> ListAsync(string name, CancellationToken cancellationToken)
    {
        var listed = new List<SecretProperties>();
        try
        {
            await foreach (var properties in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
            {
                listed.Add(IsAbout(properties, name) ? properties : throw OfAnother());
            }

            if (listed.Count == 0)
            {
                await ConfirmAbsentAsync(name, cancellationToken);
            }
        }
        catch (RequestFailedException missing) when (VaultAnswers.IsAbsent(missing))
        {
            return []; // "Does not exist" is a valid result: the caller reports the setting with its name.
        }

        var now = clock.GetUtcNow();
        var live = listed.Where(properties => properties.Enabled != false && !(now >= properties.ExpiresOn));

        // The vault guarantees no order. The sort is stable, so that versions of the same second keep the listed order.
        return [.. live.OrderByDescending(properties => properties.CreatedOn).Take(MostVersions)];
    }

    /// <summary>Any JSON object reads as an empty list, and an empty list ends every session: therefore the vault must confirm that the secret does not exist.</summary>
    private async Task ConfirmAbsentAsync(string name, CancellationToken cancellationToken)
    {
        await client.GetSecretAsync(name, null, null, cancellationToken); // throws when it does not exist
        throw Invalid("The list of versions is empty, but the secret exists.");
    }

    private async Task<SecretValue?> ReadValueAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            var secret = (await client.GetSecretAsync(name, version, null, cancellationToken)).Value;
            return IsAbout(secret.Properties, name) && secret.Properties.Version == version ? SecretValue.Read(secret.Value) : throw OfAnother();
        }
        catch (RequestFailedException gone) when (VaultAnswers.IsAbsent(gone) || VaultAnswers.IsDisabled(gone))
        {
            return null; // Disabled or deleted since it was listed.
        }
    }

    private static SecretVersion Version(SecretProperties properties, SecretValue value) => new(
        properties.Version, value, properties.CreatedOn ?? DateTimeOffset.MinValue, properties.NotBefore, properties.ExpiresOn);

    private static bool IsAbout(SecretProperties properties, string name) => string.Equals(properties.Name, name, StringComparison.OrdinalIgnoreCase);

    private static OutageException OfAnother() => Invalid("The response contains another secret or version than requested.");

    private static OutageException Invalid(string reason) => new(Catalogue.VaultUnavailable.WithReason(reason));
}
