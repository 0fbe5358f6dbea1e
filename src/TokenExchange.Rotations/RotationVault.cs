using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>The vault's calls of a rotation, each complete in itself: a version is stored with its value, dates and tags, or not at all.</summary>
internal sealed class RotationVault(VaultVersions versions, IVersionStore store)
{
    /// <summary>The vault of a secret, or of a key.</summary>
    public static RotationVault Of(string name, SecretClient secrets, VaultKeys keys) =>
        new(new VaultVersions(secrets, keys), VaultVersions.IsKey(name) ? new KeyStore(keys) : new SecretStore(secrets));

    /// <summary>The <c>nbf</c> of a version that must not be used yet: the service obeys it, and the vault still gives the value to the next process.</summary>
    public static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All versions, newest first.</summary>
    public async Task<IReadOnlyList<RotatedVersion>> ListAsync(string name, CancellationToken cancellationToken) =>
        [.. (await versions.ReadAsync(name, cancellationToken)).Select(RotatedVersion.Read)];

    /// <summary>The value of a version, also of one that must not be used yet.</summary>
    public async Task<SecretValue> ReadAsync(string name, RotatedVersion version, CancellationToken cancellationToken) =>
        SecretValue.Read(await versions.ValueAsync(name, version.Id, cancellationToken) ?? throw new RotationException($"The vault returned no value of version {version.ShortId}."));

    /// <summary>Stores a version that must not be used yet.</summary>
    public Task StoreAsync(
        string name, CreatedCredential created, RotationRecord record, string cause, DateTimeOffset expires, SecretProperties before, CancellationToken cancellationToken)
    {
        var properties = new SecretProperties(before.Name) { NotBefore = Never, ExpiresOn = expires, ContentType = before.ContentType };
        RotationRecord.CopyPolicy(before, properties);
        record.Write(properties);
        properties.Tags[RotationRecord.CauseTag] = cause;
        return store.StoreAsync(name, created.Value, properties, cancellationToken);
    }

    /// <summary>
    /// Records the id of a rotation at the version that it replaces; false when another process has done so at the same time, or has already stored a version.
    /// </summary>
    public async Task<bool> BeginAsync(string name, RotationMove.Create create, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var changes = Unchanged(create.Old.Properties);
        RotationRecord.WriteNext(changes, id, now);
        await store.UpdateAsync(changes, cancellationToken);

        // The vault has no condition on a write: the last one wins, so that the process which still reads its own id goes on.
        var stored = await ListAsync(name, cancellationToken);
        return stored.Count == create.Versions && RotationRecord.ReadNext(stored.First(version => version.Id == create.Old.Id).Properties)?.Id == id;
    }

    /// <summary>Records a step, together with a change of the attributes.</summary>
    public Task RecordAsync(RotatedVersion version, RotationRecord record, Action<SecretProperties> change, CancellationToken cancellationToken)
    {
        var changes = Unchanged(version.Properties);
        record.Write(changes);
        change(changes);
        return store.UpdateAsync(changes, cancellationToken);
    }

    /// <summary>
    /// A version without its attributes, for a write. A person may have disabled it since it was listed: an attribute that is written back as it was listed
    /// would enable it again. The tags are there because the vault replaces them as a whole.
    /// </summary>
    private static SecretProperties Unchanged(SecretProperties listed)
    {
        var unchanged = SecretModelFactory.SecretProperties(listed.Id, listed.VaultUri, listed.Name, listed.Version);
        foreach (var tag in listed.Tags)
        {
            unchanged.Tags[tag.Key] = tag.Value;
        }

        return unchanged;
    }
}
