using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Rotations;

/// <summary>What a rotation does next, from the versions of the secret, their tags and the time, and from nothing else.</summary>
/// <param name="name">The name of the secret.</param>
/// <param name="timing">The times between the steps of a planned rotation, or of one whose cause is that the old value has leaked.</param>
/// <param name="findsAbandoned">Whether a value that was created and not stored can be found and removed by its label.</param>
internal sealed class RotationDecision(string name, Func<bool, RotationTiming> timing, bool findsAbandoned)
{
    /// <summary>How long a process may take from recording a rotation to storing the new version. After it, the process is taken for ended.</summary>
    public static TimeSpan LongestCreation { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a process may take for the calls of one step that make or end a value where it is issued. After it, they are cancelled.</summary>
    public static TimeSpan LongestIssue { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The vault reports a version so long before it expires.</summary>
    public static TimeSpan NearExpiry { get; } = TimeSpan.FromDays(30);

    /// <exception cref="RotationException">The versions or their tags do not allow a rotation, or a value would end of which the one in use may be a copy.</exception>
    public RotationMove Next(IReadOnlyList<RotatedVersion> newestFirst, RotationDemand demand, DateTimeOffset now)
    {
        var next = Decide(newestFirst, demand, now);
        return next is RotationMove.End { Credential: not null } end && MayBeElsewhere(end.Old) && FindWrittenSince(end.Old, newestFirst, now) is { } written
            ? throw new RotationException(
                $"Version {written.ShortId} is in use, was not made by a rotation, and may have the value of version {end.Old.ShortId}, which would end where it was issued."
                + " Write the id of its value to the tag rotation-credential, or disable one of the two: docs/operations/rotate.md.")
            : next;
    }

    /// <summary>Whether a person may have stored the value too: one that was in use, or one of a pair, which is created anew under the same name.</summary>
    private bool MayBeElsewhere(RotatedVersion old) => !old.IsUnused || timing(old.ReplacesLeaked).IsPair;

    /// <summary>A version in use that a person wrote after this one, without saying which value it has; null when there is none.</summary>
    private static RotatedVersion? FindWrittenSince(RotatedVersion old, IReadOnlyList<RotatedVersion> newestFirst, DateTimeOffset now) =>
        FindInUse(newestFirst, now) is { Record: null, Credential: null } inUse && newestFirst.TakeWhile(version => version != old).Contains(inUse) ? inUse : null;

    private static RotatedVersion? FindInUse(IReadOnlyList<RotatedVersion> newestFirst, DateTimeOffset now) =>
        newestFirst.FirstOrDefault(version => VersionList.IsValid(version.Properties, now));

    private RotationMove Decide(IReadOnlyList<RotatedVersion> newestFirst, RotationDemand demand, DateTimeOffset now)
    {
        var newest = newestFirst.FirstOrDefault(version => version.IsEnabled);
        if (FindCollided(newestFirst) is { } collided)
        {
            return collided;
        }

        if (newestFirst.FirstOrDefault(version => version.Step == RotationStep.Created && version != newest) is { } abandoned)
        {
            return GiveUp(abandoned, newestFirst, now);
        }

        var inUse = FindInUse(newestFirst, now) ?? throw new RotationException("No enabled version is valid now. Write one: docs/operations/rotation.md.");
        if (newestFirst.FirstOrDefault(version => version is { Step: RotationStep.Ending, IsEnabled: false }) is { } ending)
        {
            // A process ended before the value was revoked.
            return End(ending, newestFirst, RotationStanding.Of(ending)) with { Successor = ending.IsUnused ? null : inUse };
        }

        return newest?.Step == RotationStep.Created
            ? Use(newest, inUse, demand.HasLeaked || newest.ReplacesLeaked, now)
            : FindUnended(newestFirst, now, demand) ?? Begin(newestFirst, inUse, now, demand);
    }

    /// <summary>The name that a value gets where it is issued, by the id of its rotation.</summary>
    public string Label(string id) => $"token-exchange-{name}-{id}";

    public static SecretPolicy Policy(RotatedVersion version) => SecretPolicy.Read(version.Properties.Tags, SecretPolicy.DefaultRotateAfterDays);

    /// <summary>The end of a version that was replaced before its first use, or disabled by a person.</summary>
    private RotationMove GiveUp(RotatedVersion abandoned, IReadOnlyList<RotatedVersion> newestFirst, DateTimeOffset now)
    {
        var known = abandoned.Record!.At + timing(abandoned.ReplacesLeaked).Replication;
        var standing = RotationStanding.Of(abandoned) with { PossibleFrom = known };
        return now < known
            ? new RotationMove.Wait(known, $"version {abandoned.ShortId} was given up, and its value can be revoked then") { Standing = standing }
            : End(abandoned, newestFirst, standing);
    }

    /// <summary>
    /// Two processes created the same key of a pair anew at the same time: which of the two values is valid is not known, and neither has been used. Both
    /// versions are disabled, and then the key is created anew once more, which ends both values. Null when there is nothing of the kind.
    /// </summary>
    private static RotationMove.End? FindCollided(IReadOnlyList<RotatedVersion> newestFirst)
    {
        foreach (var created in newestFirst.Where(version => version is { Step: RotationStep.Created, Credential: not null }))
        {
            var others = newestFirst.Where(other => other != created && other.Credential == created.Credential).ToList();
            if (others.Any(other => other.Step == RotationStep.Created))
            {
                return new RotationMove.End(created, Credential: null) { IsUnfinished = true, Standing = RotationStanding.Of(created) };
            }

            if (others.Any(other => other is { Step: RotationStep.Ending, IsUnused: true }))
            {
                return End(created, newestFirst, RotationStanding.Of(created));
            }
        }

        return null;
    }

    private RotationMove Use(RotatedVersion created, RotatedVersion inUse, bool hasLeaked, DateTimeOffset now)
    {
        var published = created.Record!.At + timing(hasLeaked).PublishAhead;
        var standing = RotationStanding.Of(created) with { PossibleFrom = published };
        return now < published
            ? new RotationMove.Wait(published, "the new value is published before it is used") { Standing = standing }
            : new RotationMove.Use(created, hasLeaked)
            {
                Standing = standing,
                HasRival = created.Credential is not null && inUse.Credential == created.Credential && inUse.Step is (RotationStep.InUse or RotationStep.Complete),
            };
    }

    /// <summary>What is left of a rotation whose new version is in use; null when there is none.</summary>
    private RotationMove? FindUnended(IReadOnlyList<RotatedVersion> newestFirst, DateTimeOffset now, RotationDemand demand)
    {
        var current = newestFirst.FirstOrDefault(version => version is { Step: RotationStep.InUse, IsEnabled: true } && !(version.Properties.ExpiresOn <= now));
        if (current is null || (demand.HasLeaked && !current.ReplacesLeaked))
        {
            return null;
        }

        var end = current.Record!.At + Overlap(current);
        var standing = RotationStanding.Of(current) with { PossibleFrom = end };
        if (newestFirst.SkipWhile(version => version != current).Skip(1).LastOrDefault(version => version.HasToEnd) is not { } old)
        {
            return new RotationMove.Complete(current) { Standing = standing };
        }

        return now < end
            ? new RotationMove.Wait(end, $"version {old.ShortId} stays valid until then") { Standing = standing }
            : End(old, newestFirst, standing) with { Successor = current };
    }

    /// <summary>A value that another version needs is not revoked: a tag may have been changed.</summary>
    private static RotationMove.End End(RotatedVersion old, IReadOnlyList<RotatedVersion> versions, RotationStanding standing) =>
        new(old, old.Credential is { } id && versions.Any(version => version != old && version.IsEnabled && version.Credential == id) ? null : old.Credential)
        {
            Standing = standing,
        };

    private TimeSpan Overlap(RotatedVersion current)
    {
        var least = timing(current.ReplacesLeaked).Overlap;
        var policy = TimeSpan.FromDays(Policy(current).OverlapDays ?? 0);
        return current.ReplacesLeaked || policy < least ? least : policy;
    }

    private RotationMove Begin(IReadOnlyList<RotatedVersion> versions, RotatedVersion inUse, DateTimeOffset now, RotationDemand demand)
    {
        if (RotationRecord.ReadNext(inUse.Properties) is { } begun && versions.All(version => version.Record?.Id != begun.Id))
        {
            return Continue(inUse, versions.Count, begun, now);
        }

        var age = now - (inUse.Properties.CreatedOn ?? now);
        var limit = Policy(inUse).RotateAfterDays;
        return demand.IsDueOnly && age < TimeSpan.FromDays(limit) && !(inUse.Properties.ExpiresOn - now <= NearExpiry)
            ? new RotationMove.NotDue((int)age.TotalDays, limit)
            : new RotationMove.Create(inUse, versions.Count, Abandoned: null, LeftBehind: null);
    }

    /// <summary>A rotation that was recorded and has no version yet.</summary>
    private RotationMove Continue(RotatedVersion inUse, int versions, (string Id, DateTimeOffset At) begun, DateTimeOffset now)
    {
        var ended = begun.At + LongestCreation;
        var standing = new RotationStanding("begun", inUse, begun.At, ended);
        return now < ended
            ? new RotationMove.Wait(ended, "another process has begun this rotation, or ended during its first step") { Standing = standing }
            : new RotationMove.Create(inUse, versions, begun.Id, findsAbandoned ? null : Label(begun.Id)) { Standing = standing };
    }
}
