using System.Security.Cryptography;

namespace TokenExchange.Rotations;

/// <summary>
/// The rotation of one secret: create, publish, verify by a call, overlap, end. What comes next follows from the vault alone, so that any process can
/// continue where another one ended, at any point.
/// </summary>
internal sealed class SecretRotation(string name, ISecretRotator rotator, RotationVault vault, TimeProvider clock)
{
    /// <summary>The vault reports a version when its rotation is a week late, and only then.</summary>
    private static readonly TimeSpan Reserve = RotationDecision.NearExpiry + TimeSpan.FromDays(7);

    private readonly RotationDecision _decision = new(name, rotator.Timing, rotator.FindsAbandoned);

    public string Name => name;

    /// <summary>What comes next; nothing is changed.</summary>
    /// <exception cref="RotationException">The versions or their tags do not allow a rotation.</exception>
    public async Task<RotationMove> NextAsync(RotationDemand demand, CancellationToken cancellationToken) =>
        _decision.Next(await vault.ListAsync(name, cancellationToken), demand, clock.GetUtcNow());

    /// <summary>Carries out what comes next, and returns what was done: a wait where another process did it at the same time.</summary>
    /// <exception cref="RotationException">It cannot be carried out.</exception>
    public async Task<RotationMove> ApplyAsync(RotationMove next, RotationDemand demand, CancellationToken cancellationToken)
    {
        switch (next)
        {
            case RotationMove.Create create when !await CreateAsync(create, demand, cancellationToken):
                return new RotationMove.Wait(clock.GetUtcNow() + RotationDecision.LongestCreation, "another process began the rotation at the same time and continues it");
            case RotationMove.Use use:
                await UseAsync(use, cancellationToken);
                break;
            case RotationMove.End end:
                await EndAsync(end, cancellationToken);
                break;
            case RotationMove.Complete complete:
                await vault.RecordAsync(complete.New, complete.New.Record! with { Step = RotationStep.Complete }, _ => { }, cancellationToken);
                break;
        }

        return next;
    }

    /// <summary>Creates and stores a value; false when another process began at the same time, and nothing was created.</summary>
    private async Task<bool> CreateAsync(RotationMove.Create create, RotationDemand demand, CancellationToken cancellationToken)
    {
        if (create.Abandoned is { } abandoned)
        {
            await rotator.DiscardAsync(_decision.Label(abandoned), cancellationToken);
        }

        var id = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var now = clock.GetUtcNow();
        if (!await vault.BeginAsync(name, create.Old, id, now, cancellationToken))
        {
            return false;
        }

        var policy = RotationDecision.Policy(create.Old);
        var expires = now + TimeSpan.FromDays(policy.RotateAfterDays + (policy.OverlapDays ?? 0)) + Reserve;
        var created = await rotator.CreateAsync(new(_decision.Label(id), create.Old.Credential, expires), cancellationToken);
        await vault.StoreAsync(
            name, created, new(RotationStep.Created, id, clock.GetUtcNow(), created.Id), demand.Cause, expires, create.Old.Properties, cancellationToken);
        return true;
    }

    private async Task UseAsync(RotationMove.Use use, CancellationToken cancellationToken)
    {
        var verification = await rotator.VerifyAsync(await vault.ReadAsync(name, use.New, cancellationToken), cancellationToken);
        if (verification != Verification.Accepted)
        {
            throw new RotationException($"The new version {use.New.ShortId} " + (verification == Verification.Rejected ? "was rejected." : "could not be verified.")
                + " It is not used, and the old one stays in use. The next run tries again; disable the new version to end the rotation.");
        }

        var from = clock.GetUtcNow() + rotator.Timing(use.HasLeaked).UseAfter;
        await vault.RecordAsync(use.New, use.New.Record! with { Step = RotationStep.InUse, At = from }, properties =>
        {
            properties.NotBefore = from;
            properties.Tags[RotationRecord.CauseTag] = use.HasLeaked ? RotationDemand.Leaked : RotationDemand.Planned;
        }, cancellationToken);
    }

    private async Task EndAsync(RotationMove.End end, CancellationToken cancellationToken)
    {
        var old = end.Old;
        var record = old.Record ?? new RotationRecord(RotationStep.Ending, "by-hand", clock.GetUtcNow(), old.Credential);
        if (old.IsEnabled || old.Step != RotationStep.Ending)
        {
            record = record with { Step = RotationStep.Ending };
            await vault.RecordAsync(old, record, properties => properties.Enabled = false, cancellationToken);
        }

        if (end.Credential is { } credential)
        {
            await rotator.RevokeAsync(credential, cancellationToken);
        }

        await vault.RecordAsync(old, record with { Step = RotationStep.Ended }, _ => { }, cancellationToken);
    }
}
