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
        var attributes = item.Attributes;
        if (attributes is null || !Uri.TryCreate(item.Kid, UriKind.Absolute, out var id) || id.Segments is not [_, VaultKeys.Prefix, var name, var version])
        {
            throw new OutageException(Catalogue.VaultUnavailable.WithReason("The vault's response about a key is not valid."));
        }

        var properties = SecretModelFactory.SecretProperties(
            id, new Uri(id.GetLeftPart(UriPartial.Authority)), name.TrimEnd('/'), version, createdOn: Time(attributes.Created), updatedOn: Time(attributes.Updated));
        properties.Enabled = attributes.Enabled;
        properties.ExpiresOn = Time(attributes.Exp);
        foreach (var tag in item.Tags ?? new Dictionary<string, string>())
        {
            properties.Tags[tag.Key] = tag.Value;
        }

        properties.NotBefore = IsUnverified(properties) ? DateTimeOffset.MaxValue : Time(attributes.Nbf);
        return properties;
    }

    /// <summary>Whether a rotation made the version and has not verified it: the service does not sign with it, whatever its <c>nbf</c> is.</summary>
    public static bool IsUnverified(SecretProperties version) => version.Tags.TryGetValue(VaultKeys.StepTag, out var step) && step == VaultKeys.Unverified;

    private static DateTimeOffset? Time(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known) : null;
}
