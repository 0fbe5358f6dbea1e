using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>The vault's calls of a rotation, each complete in itself: a version is stored with its value, dates and tags, or not at all.</summary>
internal sealed class RotationVault(SecretClient client)
{
    /// <summary>The <c>nbf</c> of a version that must not be used yet: the service obeys it, and the vault still gives the value to the next process.</summary>
    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All versions, newest first.</summary>
    public async Task<IReadOnlyList<RotatedVersion>> ListAsync(string name, CancellationToken cancellationToken) =>
        [.. (await VersionList.ReadAsync(client, name, cancellationToken)).Select(RotatedVersion.Read)];

    /// <summary>The value of a version, also of one that must not be used yet.</summary>
    public async Task<SecretValue> ReadAsync(string name, RotatedVersion version, CancellationToken cancellationToken) =>
        SecretValue.Read((await client.GetSecretAsync(name, version.Id, null, cancellationToken)).Value.Value);

    /// <summary>Stores a version that must not be used yet.</summary>
    public Task StoreAsync(
        string name, CreatedCredential created, RotationRecord record, string cause, DateTimeOffset expires, SecretProperties before, CancellationToken cancellationToken)
    {
        var secret = new KeyVaultSecret(name, created.Value.Reveal()) { Properties = { NotBefore = Never, ExpiresOn = expires, ContentType = before.ContentType } };
        RotationRecord.CopyPolicy(before, secret.Properties);
        record.Write(secret.Properties);
        secret.Properties.Tags[RotationRecord.CauseTag] = cause;
        return client.SetSecretAsync(secret, cancellationToken);
    }

    /// <summary>Records the id of a rotation at the version that it replaces; false when another process has done so at the same time.</summary>
    public async Task<bool> BeginAsync(string name, RotatedVersion old, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RotationRecord.WriteNext(old.Properties, id, now);
        await client.UpdateSecretPropertiesAsync(old.Properties, cancellationToken);

        // The vault has no condition on a write: the last one wins, so that the process which still reads its own id goes on.
        var stored = (await ListAsync(name, cancellationToken)).First(version => version.Id == old.Id);
        return RotationRecord.ReadNext(stored.Properties)?.Id == id;
    }

    /// <summary>Records a step, together with a change of the attributes.</summary>
    public Task RecordAsync(RotatedVersion version, RotationRecord record, Action<SecretProperties> change, CancellationToken cancellationToken)
    {
        record.Write(version.Properties);
        change(version.Properties);
        return client.UpdateSecretPropertiesAsync(version.Properties, cancellationToken);
    }
}
