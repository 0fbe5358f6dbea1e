using Azure;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Vault;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>Checks that the vault has a usable version of every secret in use, and recovers those that were deleted: secrets, and keys that stay in the vault.</summary>
internal static class RecoverSecrets
{
    public static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        var (vault, deleted) = (scene.Create<VaultVersions>(), scene.Create<DeletedVersions>());
        var secrets = SecretInUse.All(scene.Get<ProviderOptions>(), scene.Get<SessionsOptions>(), scene.Get<ProxyOptions>());
        var unusable = new List<string>();
        var recovering = 0;
        foreach (var name in secrets.Select(secret => secret.Name))
        {
            if (await FindAsync(vault, name, cancellationToken) is { Count: > 0 } versions)
            {
                unusable.AddRange(VersionList.Choose(versions, scene.Now) is null ? [name] : []);
            }
            else if (await deleted.HasAsync(name, cancellationToken))
            {
                recovering++;
                await scene.SayAsync(scene.IsDry ? $"{name} was deleted; would recover it." : $"{name} was deleted; recovering it with all its versions.");
                await (scene.IsDry ? Task.CompletedTask : deleted.RecoverAsync(name, cancellationToken));
            }
            else
            {
                unusable.Add(name);
            }
        }

        return unusable.Count > 0 ? StepResult.Failed($"no usable version of {string.Join(", ", unusable)}. Write one: docs/operations/rotation.md.")
            : recovering == 0 ? StepResult.Done($"each of the {secrets.Count} secrets in use has a usable version.")
            : scene.IsDry ? StepResult.Done("nothing was changed.")
            : StepResult.Waiting($"the vault recovers {recovering} secrets, which takes some seconds.");
    }

    /// <summary>The versions; none where the vault has no such secret or key.</summary>
    private static async Task<IReadOnlyList<SecretProperties>> FindAsync(VaultVersions vault, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.ReadAsync(name, cancellationToken);
        }
        catch (RequestFailedException absent) when (VaultFault.IsAbsent(absent))
        {
            return [];
        }
    }
}
