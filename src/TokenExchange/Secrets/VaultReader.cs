using Azure;
using TokenExchange.Failures;

namespace TokenExchange.Secrets;

/// <summary>Reads the versions of one secret or key from Azure Key Vault.</summary>
internal sealed class VaultReader(IVersionSource source, TimeProvider clock)
{
    /// <summary>More enabled versions than this are forgotten rotations, not a rollover.</summary>
    private const int MostVersions = 12;

    /// <summary>Lists the versions and reads the values that are not known yet; the value of a version never changes.</summary>
    /// <exception cref="RequestFailedException">The vault does not respond, or responds with an error.</exception>
    /// <exception cref="OutageException">The response is not about the requested secret.</exception>
    public async Task<SecretVersions> ReadAsync(string name, SecretVersions? known, CancellationToken cancellationToken)
    {
        List<VersionAttributes> listed;
        try
        {
            listed = await ListAsync(name, cancellationToken);
        }
        catch (RequestFailedException refused) when (VaultAnswers.IsForbidden(refused))
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
            var (attributes, value) = await source.GetAsync(name, null, cancellationToken);
            return !IsAbout(attributes, name) ? throw OfAnother() : IsDisabled(attributes) ? null : Version(attributes, SecretValue.Read(value));
        }
        catch (RequestFailedException gone) when (VaultAnswers.IsAbsent(gone) || VaultAnswers.IsDisabled(gone))
        {
            return null; // The newest version is disabled, or there is none.
        }
    }

    private async Task<List<VersionAttributes>> ListAsync(string name, CancellationToken cancellationToken)
    {
        var listed = new List<VersionAttributes>();
        try
        {
            await foreach (var properties in source.List(name, cancellationToken))
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
        var live = listed.Where(properties => !IsDisabled(properties) && !(now >= properties.ExpiresOn));

        // The vault guarantees no order. The sort is stable, so that versions of the same second keep the listed order.
        return [.. live.OrderByDescending(properties => properties.CreatedOn).Take(MostVersions)];
    }

    /// <summary>Any JSON object reads as an empty list, and an empty list ends every session: therefore the vault must confirm that the secret does not exist.</summary>
    private async Task ConfirmAbsentAsync(string name, CancellationToken cancellationToken)
    {
        await source.GetAsync(name, null, cancellationToken); // throws when it does not exist
        throw Invalid("The list of versions is empty, but the secret exists.");
    }

    private async Task<SecretValue?> ReadValueAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            var (attributes, value) = await source.GetAsync(name, version, cancellationToken);
            return !IsAbout(attributes, name) || attributes.Version != version ? throw OfAnother() : IsDisabled(attributes) ? null : SecretValue.Read(value);
        }
        catch (RequestFailedException gone) when (VaultAnswers.IsAbsent(gone) || VaultAnswers.IsDisabled(gone))
        {
            return null; // Disabled or deleted since it was listed.
        }
    }

    private static SecretVersion Version(VersionAttributes properties, SecretValue value) => new(
        properties.Version, value, properties.CreatedOn ?? DateTimeOffset.MinValue, properties.NotBefore, properties.ExpiresOn);

    /// <summary>The vault returns the public half of a disabled key; a disabled secret is an error.</summary>
    private static bool IsDisabled(VersionAttributes attributes) => attributes.Enabled == false;

    private static bool IsAbout(VersionAttributes properties, string name) => string.Equals(properties.Name, name, StringComparison.OrdinalIgnoreCase);

    private static OutageException OfAnother() => Invalid("The response contains another secret or version than requested.");

    private static OutageException Invalid(string reason) => new(Catalogue.VaultUnavailable.WithReason(reason));
}
