using System.Runtime.CompilerServices;
using Azure.Security.KeyVault.Secrets;

namespace TokenExchange.Secrets;

/// <summary>The secrets of the vault.</summary>
internal sealed class SecretSource(SecretClient client) : IVersionSource
{
    public async IAsyncEnumerable<VersionAttributes> List(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var properties in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
        {
            yield return Attributes(properties);
        }
    }

    public async Task<(VersionAttributes Attributes, string? Value)> GetAsync(string name, string? version, CancellationToken cancellationToken)
    {
        var secret = (await client.GetSecretAsync(name, version, null, cancellationToken)).Value;
        return (Attributes(secret.Properties), secret.Value);
    }

    private static VersionAttributes Attributes(SecretProperties properties) => new(
        properties.Name, properties.Version, properties.Enabled, properties.CreatedOn, properties.NotBefore, properties.ExpiresOn);
}
