using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>Versions of a secret.</summary>
internal sealed class SecretStore(SecretClient client) : IVersionStore
{
    public Task StoreAsync(string name, SecretValue value, SecretProperties properties, CancellationToken cancellationToken)
    {
        var secret = new KeyVaultSecret(name, value.Reveal())
        {
            Properties = { NotBefore = properties.NotBefore, ExpiresOn = properties.ExpiresOn, ContentType = properties.ContentType },
        };
        foreach (var tag in properties.Tags)
        {
            secret.Properties.Tags[tag.Key] = tag.Value;
        }

        return client.SetSecretAsync(secret, cancellationToken);
    }

    public Task UpdateAsync(SecretProperties properties, CancellationToken cancellationToken) => client.UpdateSecretPropertiesAsync(properties, cancellationToken);
}
