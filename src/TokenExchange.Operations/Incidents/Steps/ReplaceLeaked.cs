using Azure.Security.KeyVault.Secrets;
using TokenExchange.Operations.Rotations;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;

namespace TokenExchange.Operations.Incidents.Steps;

/// <summary>Replaces a value that has leaked, by the rotation <c>rotate --leaked</c>; where none is known, a person does it.</summary>
internal static class ReplaceLeaked
{
    /// <summary>A version that replaced a leaked one so long ago is not the result of this incident.</summary>
    private static readonly TimeSpan SameIncident = TimeSpan.FromDays(1);

    public static async Task<StepResult> ActAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        if (scene.Rotations().FirstOrDefault(rotation => rotation.Name == scene.Secret) is not { } rotation)
        {
            return StepResult.Person(
                $"no rotation of {scene.Secret} is known (--plan). " + (VaultVersions.IsKey(scene.Secret)
                    ? "Create a new version of the key as docs/operations/rotation.md describes it for a key that stays in the vault; the provider reads its public half."
                    : "Create a new value where it is issued, withdraw the old one there, and store the new one: "
                        + $"dotnet run --project src/TokenExchange.Operations -- hooks postprovision --set-secret {scene.Secret}"));
        }

        if (await FindNewAsync(scene, cancellationToken) is { } known)
        {
            return StepResult.Done($"version {known.ShortId} has replaced the leaked one. If that version has leaked as well: rotate {scene.Secret} --leaked");
        }

        var demand = new RotationDemand(IsDueOnly: false, HasLeaked: true);
        using var lines = new StringWriter();
        var code = await new RotationOutput(lines, lines).WriteAsync(new RotationRun(demand, scene.IsDry).RunAsync([rotation], cancellationToken));
        foreach (var line in lines.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
        {
            await scene.SayAsync(line);
        }

        if (code != 0 || scene.IsDry)
        {
            return code == 0 ? StepResult.Done("nothing was changed.") : StepResult.Failed("the rotation stopped.");
        }

        return await rotation.NextAsync(demand, cancellationToken) switch
        {
            RotationMove.Create => StepResult.Done("the leaked value has ended."), // the next rotation would begin
            RotationMove.Wait wait => StepResult.Waiting(wait.Done),
            var next => StepResult.Waiting($"the leaked value has not ended yet. Next: {next.Intent}."),
        };
    }

    /// <summary>The version in use, if it has replaced a leaked one in this incident: a repeated run must not replace it again.</summary>
    private static async Task<RotatedVersion?> FindNewAsync(IncidentScene scene, CancellationToken cancellationToken)
    {
        var versions = await RotationVault.Of(scene.Secret, scene.Get<SecretClient>(), scene.Get<VaultKeys>()).ListAsync(scene.Secret, cancellationToken);
        var newest = versions.FirstOrDefault(version => version.IsEnabled);
        return newest is { ReplacesLeaked: true, Step: RotationStep.Complete } && scene.Now - newest.Properties.CreatedOn < SameIncident ? newest : null;
    }
}
