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
                return await UseAsync(use, cancellationToken);
            case RotationMove.End end:
                await LimitAsync(limited => EndAsync(end, limited), cancellationToken);
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
        var policy = RotationDecision.Policy(create.Old);
        var expires = now + TimeSpan.FromDays(policy.RotateAfterDays + (policy.OverlapDays ?? 0)) + Reserve;
        var request = new CredentialRequest(_decision.Label(id), create.Old.Credential, expires);
        if (await LimitAsync(
            async limited => await vault.BeginAsync(name, create, id, now, limited) ? await rotator.CreateAsync(request, limited) : null, cancellationToken) is not { } created)
        {
            return false;
        }

        await vault.StoreAsync(
            name, created, new(RotationStep.Created, id, clock.GetUtcNow(), created.Id), demand.Cause, expires, create.Old.Properties, cancellationToken);
        return true;
    }

    /// <summary>
    /// Within a limited time, so that another process can know when no call of this one is to come any more that makes or ends a value where it is issued.
    /// </summary>
    private async Task<T> LimitAsync<T>(Func<CancellationToken, Task<T>> calls, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(RotationDecision.LongestIssue, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await calls(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new RotationException($"The calls of one step took longer than {RotationDecision.LongestIssue.TotalMinutes:0} minutes and were cancelled. The next run tries again.");
        }
    }

    private async Task<RotationMove> UseAsync(RotationMove.Use use, CancellationToken cancellationToken)
    {
        var verification = await VerifyAsync(use.New, cancellationToken);
        if (verification == Verification.Rejected && use.HasRival)
        {
            return await EndAsync(new RotationMove.End(use.New, Credential: null), cancellationToken);
        }

        if (verification == Verification.Rejected && clock.GetUtcNow() < use.New.Record!.At + rotator.Timing(use.HasLeaked).Replication)
        {
            return new RotationMove.Wait(clock.GetUtcNow() + TimeSpan.FromMinutes(1), "the new value is not accepted yet, which is usual for some time after its creation");
        }

        if (verification != Verification.Accepted)
        {
            throw new RotationException($"The new version {use.New.ShortId} {Found(verification)}"
                + " It is not used, and the old one stays in use. The next run tries again; disable the new version to end the rotation.");
        }

        var from = clock.GetUtcNow() + rotator.Timing(use.HasLeaked).UseAfter;
        await vault.RecordAsync(use.New, use.New.Record! with { Step = RotationStep.InUse, At = from }, properties =>
        {
            properties.NotBefore = from;
            properties.Tags[RotationRecord.CauseTag] = use.HasLeaked ? RotationDemand.Leaked : RotationDemand.Planned;
        }, cancellationToken);
        return use;
    }

    private async Task<Verification> VerifyAsync(RotatedVersion version, CancellationToken cancellationToken) =>
        await rotator.VerifyAsync(await vault.ReadAsync(name, version, cancellationToken), cancellationToken);

    private static string Found(Verification verification) => verification == Verification.Rejected ? "was rejected." : "could not be verified.";

    private async Task<RotationMove> EndAsync(RotationMove.End end, CancellationToken cancellationToken)
    {
        if (end.Successor is { } successor && await VerifyAsync(successor, cancellationToken) is not Verification.Accepted and var verification)
        {
            throw new RotationException($"Version {successor.ShortId} is in use and {Found(verification)} The one before it stays valid, and nothing has ended."
                + " If it is not valid any more where it was issued, disable it: instances then use the one before, and the next run rotates again.");
        }

        var old = end.Old;
        var record = old.Record ?? new RotationRecord(RotationStep.Ending, "by-hand", clock.GetUtcNow(), old.Credential);
        if (old.IsEnabled || old.Step != RotationStep.Ending)
        {
            record = record with { Step = RotationStep.Ending };
            await vault.RecordAsync(old, record, properties => properties.Enabled = false, cancellationToken);
        }

        if (end.IsUnfinished)
        {
            return end;
        }

        if (end.Credential is { } credential)
        {
            await rotator.RevokeAsync(credential, cancellationToken);
        }

        await vault.RecordAsync(old, record with { Step = RotationStep.Ended }, _ => { }, cancellationToken);
        return end;
    }
}
