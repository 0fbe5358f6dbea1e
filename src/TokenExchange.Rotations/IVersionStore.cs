using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>Writes versions of a secret, or of a key.</summary>
internal interface IVersionStore
{
    /// <summary>Stores a version with its dates and tags in one call.</summary>
    Task StoreAsync(string name, SecretValue value, SecretProperties properties, CancellationToken cancellationToken);

    /// <summary>Writes the attributes of a version that are set, and its tags. What is not set stays as it is in the vault.</summary>
    Task UpdateAsync(SecretProperties properties, CancellationToken cancellationToken);
}
