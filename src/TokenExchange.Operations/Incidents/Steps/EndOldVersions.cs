using System.Globalization;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>Disables every version that is older than the one in use.</summary>
internal static class EndOldVersions
{
    /// <summary>The step, which is the same for every secret that can be replaced without ending sessions.</summary>
    public static IncidentStep Step { get; } = new(
        "Disable the older versions of {secret}",
        "one enabled version is left",
        "the log has 1906 (key_withdrawn) within 5 minutes")
    {
        Role = "\"Key Vault Secrets Officer\" on the secret, or \"Key Vault Crypto Officer\" on a key that stays in the vault",
        Act = ActAsync,
    };

    private static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        var newestFirst = await scene.Create<VaultVersions>().ReadAsync(scene.Secret, cancellationToken);
        if (VersionList.Choose(newestFirst, scene.Now) is not { } inUse)
        {
            return StepResult.Failed($"no enabled version of {scene.Secret} is valid now. Write one: docs/operations/rotation.md.");
        }

        var old = newestFirst.SkipWhile(version => version != inUse).Skip(1).Where(version => version.Enabled != false).ToList();
        IVersionStore store = VaultVersions.IsKey(scene.Secret) ? new KeyStore(scene.Get<VaultKeys>()) : new SecretStore(scene.Get<SecretClient>());
        foreach (var version in scene.IsDry ? [] : old)
        {
            version.Enabled = false;
            await store.UpdateAsync(version, cancellationToken);
        }

        var made = inUse.CreatedOn?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return StepResult.Done($"{(scene.IsDry ? "would disable" : "disabled")} {old.Count} older versions of {scene.Secret}. "
            + $"In use: version {inUse.Version[..Math.Min(8, inUse.Version.Length)]}, created {made} UTC.");
    }
}
