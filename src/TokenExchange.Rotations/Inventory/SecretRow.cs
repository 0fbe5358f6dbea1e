using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations.Policy;

namespace TokenExchange.Rotations.Inventory;

/// <summary>What is known of one secret; never its value.</summary>
/// <param name="Secret">The secret and what it is used for.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="InUse">The version in use; null when there is none, or when it is not known.</param>
/// <param name="HasEarlier">Whether the vault has an older version too: then the one in use comes from a rotation.</param>
/// <param name="Fault">Why nothing is known; null when the versions could be listed.</param>
/// <param name="At">The moment of the listing.</param>
internal sealed record SecretRow(SecretInUse Secret, SecretPolicy Policy, SecretProperties? InUse, bool HasEarlier, string? Fault, DateTimeOffset At)
{
    /// <summary>The rotation that has begun and is not complete; null when there is none, or when it is not known.</summary>
    public UnfinishedRotation? Rotation { get; init; }

    /// <summary>Why nothing is known of a rotation; null when the tags follow the format.</summary>
    public string? RotationFault { get; init; }

    /// <summary>That older versions are still enabled which nothing needs and no rotation ends, in one sentence; null when there are none.</summary>
    public string? LeftVersions { get; init; }

    /// <summary>Days since the version in use was made.</summary>
    public int? AgeDays => SecretPolicy.AgeInDays(InUse, At);

    /// <summary>Days until the version in use expires; null when it has no expiry date.</summary>
    public int? DaysToExpiry => InUse?.ExpiresOn is { } expires ? (int)(expires - At).TotalDays : null;

    /// <summary>When the secret was rotated last; null when it never was.</summary>
    public DateTimeOffset? LastRotation => HasEarlier ? InUse?.CreatedOn : null;

    /// <summary>What needs the secret: in this configuration, and by the tag <c>depends-on</c>.</summary>
    public IReadOnlyList<string> UsedFor => [.. Secret.UsedFor, .. Policy.DependsOn];

    /// <summary>What breaks the policy, each in one sentence.</summary>
    public IReadOnlyList<string> Breaches => [.. FindBreaches()];

    private IEnumerable<string> FindBreaches()
    {
        if (Fault is not null)
        {
            yield return Fault;
        }
        else if (InUse is null)
        {
            yield return "No enabled version is valid now.";
        }

        if (Policy.AgeBreach(AgeDays) is { } tooOld)
        {
            yield return tooOld;
        }

        if (RotationFault is not null)
        {
            yield return RotationFault;
        }

        if (Rotation is { IsStuck: true })
        {
            yield return Rotation.Sentence;
        }

        if (LeftVersions is not null)
        {
            yield return LeftVersions;
        }

        foreach (var unusable in Policy.TagBreaches)
        {
            yield return unusable;
        }
    }
}
