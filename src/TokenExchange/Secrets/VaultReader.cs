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
                versions.Add(new SecretVersion(
                    properties.Version, value, properties.CreatedOn ?? DateTimeOffset.MinValue, properties.NotBefore, properties.ExpiresOn));
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
            return SecretValue.TryParse(secret.Value) is { } value
                ? new SecretVersion(
                    secret.Properties.Version, value, secret.Properties.CreatedOn ?? DateTimeOffset.MinValue, secret.Properties.NotBefore, secret.Properties.ExpiresOn)
                : null;
        }
        catch (RequestFailedException gone) when (gone.Status == 404 || IsDisabled(gone))
        {
            return null; // The newest version is disabled, or there is none.
        }
    }

    private async Task<List<SecretProperties>> ListAsync(string name, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var listed = new List<SecretProperties>();
        try
        {
            await foreach (var properties in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
            {
                if (properties.Enabled != false && (properties.ExpiresOn is not { } until || now < until))
                {
                    listed.Add(properties);
                }
            }
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return []; // Not there is an answer: the caller says which setting names it.
        }

        // The vault promises no order; the sort is stable, so that versions of the same second keep the order they were listed in.
        return [.. listed.OrderByDescending(properties => properties.CreatedOn).Take(MostVersions)];
    }

    /// <summary>A missing permission is a 403 as well, and no reason to forget a version; the inner code tells the two apart.</summary>
    private static bool IsDisabled(RequestFailedException refused) =>
        refused.Status == 403
        && (refused.Message.Contains("SecretDisabled", StringComparison.Ordinal) || refused.Message.Contains("disabled secret", StringComparison.Ordinal));

    private async Task<SecretValue?> ReadValueAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await client.GetSecretAsync(name, version, null, cancellationToken);
            return SecretValue.TryParse(secret.Value.Value);
        }
        catch (RequestFailedException gone) when (gone.Status == 404 || IsDisabled(gone))
        {
            return null; // Disabled or deleted since it was listed.
        }
    }
}
