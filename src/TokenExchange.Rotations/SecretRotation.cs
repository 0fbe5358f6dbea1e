using System.Security.Cryptography;
using TokenExchange.Rotations.Policy;

namespace TokenExchange.Rotations;

/// <summary>
/// The rotation of one secret: create, publish, verify by a call, overlap, end. What comes next follows from the vault alone, so that any process can
/// continue where another one ended, at any point.
/// </summary>
internal sealed class SecretRotation(string name, ISecretRotator rotator, RotationVault vault, TimeProvider clock)
{
    /// <summary>For secrets without the tag <c>rotate-after</c>, as in the inventory.</summary>
    private const int DefaultMaximumAge = 90;

    /// <summary>How long a process may take from recording a rotation to storing the new version. After it, the process is taken for ended.</summary>
    private static readonly TimeSpan LongestCreation = TimeSpan.FromMinutes(15);

    /// <summary>The vault reports a version so long before it expires.</summary>
    private static readonly TimeSpan NearExpiry = TimeSpan.FromDays(30);

    /// <summary>A version expires so long after it is due: the vault reports it when its rotation is a week late, and only then.</summary>
    private static readonly TimeSpan Reserve = NearExpiry + TimeSpan.FromDays(7);

    public string Name => name;

    /// <summary>What comes next; nothing is changed.</summary>
    /// <exception cref="RotationException">The versions or their tags do not allow a rotation.</exception>
    public async Task<RotationMove> NextAsync(RotationDemand demand, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var versions = await vault.ListAsync(name, cancellationToken);
        var newest = versions.FirstOrDefault(version => version.IsEnabled);
        if (versions.FirstOrDefault(version => version.Step == RotationStep.Created && version != newest) is { } abandoned)
        {
            return End(abandoned, versions); // replaced before its first use, or disabled by a person
        }

        var inUse = versions.FirstOrDefault(version => version.IsEnabled && !(version.Properties.NotBefore > now) && !(version.Properties.ExpiresOn <= now));
        if (inUse is null)
        {
            throw new RotationException("No enabled version is valid now. Write one: docs/operations/rotation.md.");
        }

        if (newest?.Step == RotationStep.Created)
        {
            var hasLeaked = demand.HasLeaked || newest.ReplacesLeaked;
            var published = newest.Record!.At + rotator.Timing(hasLeaked).PublishAhead;
            return now < published
                ? new RotationMove.Wait(published, "the new value is published before it is used")
                : new RotationMove.Use(newest, hasLeaked);
        }

        return FindUnended(versions, now, demand) ?? Begin(versions, inUse, now, demand);
    }

    /// <summary>Carries out what comes next, and returns what was done: a wait where another process did it at the same time.</summary>
    /// <exception cref="RotationException">It cannot be carried out.</exception>
    public async Task<RotationMove> ApplyAsync(RotationMove next, RotationDemand demand, CancellationToken cancellationToken)
    {
        switch (next)
        {
            case RotationMove.Create create when !await CreateAsync(create, demand, cancellationToken):
                return new RotationMove.Wait(clock.GetUtcNow() + LongestCreation, "another process began the rotation at the same time and continues it");
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

    /// <summary>What is left of a rotation whose new version is in use; null when there is none.</summary>
    private RotationMove? FindUnended(IReadOnlyList<RotatedVersion> versions, DateTimeOffset now, RotationDemand demand)
    {
        var current = versions.FirstOrDefault(version => version is { Step: RotationStep.InUse, IsEnabled: true } && !(version.Properties.ExpiresOn <= now));
        if (current is null || (demand.HasLeaked && !current.ReplacesLeaked))
        {
            return null;
        }

        if (versions.SkipWhile(version => version != current).Skip(1).LastOrDefault(version => version.HasToEnd) is not { } old)
        {
            return new RotationMove.Complete(current);
        }

        var end = current.Record!.At + Overlap(current);
        return now < end ? new RotationMove.Wait(end, $"version {old.ShortId} stays valid until then") : End(old, versions);
    }

    /// <summary>A value that another version needs is not revoked: a tag may have been changed.</summary>
    private static RotationMove.End End(RotatedVersion old, IReadOnlyList<RotatedVersion> versions) =>
        new(old, old.Credential is { } id && versions.Any(version => version != old && version.IsEnabled && version.Credential == id) ? null : old.Credential);

    private TimeSpan Overlap(RotatedVersion current)
    {
        var least = rotator.Timing(current.ReplacesLeaked).Overlap;
        var policy = TimeSpan.FromDays(Policy(current).OverlapDays ?? 0);
        return current.ReplacesLeaked || policy < least ? least : policy;
    }

    private RotationMove Begin(IReadOnlyList<RotatedVersion> versions, RotatedVersion inUse, DateTimeOffset now, RotationDemand demand)
    {
        var age = now - (inUse.Properties.CreatedOn ?? now);
        var limit = Policy(inUse).RotateAfterDays;
        if (demand.IsDueOnly && age < TimeSpan.FromDays(limit) && !(inUse.Properties.ExpiresOn - now <= NearExpiry))
        {
            return new RotationMove.NotDue((int)age.TotalDays, limit);
        }

        if (RotationRecord.ReadNext(inUse.Properties) is not { } begun || versions.Any(version => version.Record?.Id == begun.Id))
        {
            return new RotationMove.Create(inUse, Abandoned: null, LeftBehind: null);
        }

        return now < begun.At + LongestCreation
            ? new RotationMove.Wait(begun.At + LongestCreation, "another process has begun this rotation, or ended during its first step")
            : new RotationMove.Create(inUse, begun.Id, rotator.FindsAbandoned ? null : Label(begun.Id));
    }

    /// <summary>Creates and stores a value; false when another process began at the same time, and nothing was created.</summary>
    private async Task<bool> CreateAsync(RotationMove.Create create, RotationDemand demand, CancellationToken cancellationToken)
    {
        if (create.Abandoned is { } abandoned)
        {
            await rotator.DiscardAsync(Label(abandoned), cancellationToken);
        }

        var id = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var now = clock.GetUtcNow();
        if (!await vault.BeginAsync(name, create.Old, id, now, cancellationToken))
        {
            return false;
        }

        var policy = Policy(create.Old);
        var expires = now + TimeSpan.FromDays(policy.RotateAfterDays + (policy.OverlapDays ?? 0)) + Reserve;
        var created = await rotator.CreateAsync(new(Label(id), create.Old.Credential, expires), cancellationToken);
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

    private string Label(string id) => $"token-exchange-{name}-{id}";

    private static SecretPolicy Policy(RotatedVersion version) => SecretPolicy.Read(version.Properties.Tags, DefaultMaximumAge);
}
