using Azure;
using Azure.Security.KeyVault.Secrets;

namespace TokenExchange.Secrets;

/// <summary>Reads one secret's versions from Azure Key Vault. The only place that knows the vault's client.</summary>
internal sealed class VaultReader(SecretClient client, TimeProvider clock)
{
    /// <summary>More live versions than this are forgotten rotations, not a rollover.</summary>
    private const int MostVersions = 12;

    /// <summary>Lists the versions and reads the values that are not known yet; a version's value never changes.</summary>
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
    /// What can be had where the right to list versions is missing: the current version, and those known before, each asked for again because it may
    /// have been disabled. When values are refused as well, the refusal is thrown.
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
            return []; // Not there is an answer: the caller says which setting names it.
        }

        var now = clock.GetUtcNow();
        var live = listed.Where(properties => properties.Enabled != false && !(now >= properties.ExpiresOn));

        // The vault promises no order; the sort is stable, so that versions of the same second keep the order they were listed in.
        return [.. live.OrderByDescending(properties => properties.CreatedOn).Take(MostVersions)];
    }

    /// <summary>Any JSON object reads as an empty list, and an empty list ends every session: the vault itself has to say that the secret is absent.</summary>
    private async Task ConfirmAbsentAsync(string name, CancellationToken cancellationToken)
    {
        await client.GetSecretAsync(name, null, null, cancellationToken); // throws when it is absent
        throw new IOException("The list of versions is empty, but the secret exists.");
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

    private static IOException OfAnother() => new("The answer is about another secret or version than the one that was asked for.");
}
