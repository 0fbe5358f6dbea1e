using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Vault;

/// <summary>Secrets and keys that were deleted and can be recovered. Until then, the vault refuses to create one of the same name.</summary>
internal sealed class DeletedVersions(SecretClient secrets, VaultKeys keys)
{
    /// <summary>Whether the vault can recover a secret or key of this name.</summary>
    /// <exception cref="RequestFailedException">The vault does not respond, or responds with another error than that it has none.</exception>
    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            Task read = VaultVersions.IsKey(name) ? SendAsync(RequestMethod.Get, name, "", cancellationToken) : secrets.GetDeletedSecretAsync(name, cancellationToken);
            await read;
            return true;
        }
        catch (RequestFailedException absent) when (VaultFault.IsAbsent(absent))
        {
            return false;
        }
    }

    /// <summary>Has the vault recover all its versions, which takes some seconds.</summary>
    /// <exception cref="RequestFailedException">The vault does not respond, or responds with an error.</exception>
    public Task RecoverAsync(string name, CancellationToken cancellationToken) => VaultVersions.IsKey(name)
        ? SendAsync(RequestMethod.Post, name, "/recover", cancellationToken)
        : secrets.StartRecoverDeletedSecretAsync(name, cancellationToken);

    private Task<KeyBundle> SendAsync(RequestMethod method, string name, string action, CancellationToken cancellationToken) =>
        keys.SendAsync(method, keys.Address($"deleted{name}{action}"), null, VaultKeysJson.Default.KeyBundle, cancellationToken);
}
