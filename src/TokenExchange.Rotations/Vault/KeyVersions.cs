using Azure.Security.KeyVault.Secrets;
using TokenExchange.Failures;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Vault;

/// <summary>A version of a key in the form of a secret's, so that one set of rules decides about both.</summary>
internal static class KeyVersions
{
    /// <exception cref="OutageException">The vault's item is not valid.</exception>
    public static SecretProperties Properties(KeyItem item)
    {
        var version = VaultKeys.Attributes(item.Kid, item.Attributes, item.Tags);
        var id = new Uri(item.Kid!);
        var properties = SecretModelFactory.SecretProperties(
            id,
            new Uri(id.GetLeftPart(UriPartial.Authority)),
            version.Name[VaultKeys.Prefix.Length..],
            version.Version,
            createdOn: version.CreatedOn,
            updatedOn: item.Attributes!.Updated is { } updated ? DateTimeOffset.FromUnixTimeSeconds(updated) : null);
        properties.Enabled = version.Enabled;
        properties.NotBefore = version.NotBefore;
        properties.ExpiresOn = version.ExpiresOn;
        foreach (var tag in item.Tags ?? new Dictionary<string, string>())
        {
            properties.Tags[tag.Key] = tag.Value;
        }

        return properties;
    }
}
