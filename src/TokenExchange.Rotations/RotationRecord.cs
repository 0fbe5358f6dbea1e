using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>The steps of a version that a rotator made, in their order.</summary>
internal enum RotationStep
{
    /// <summary>Stored, and not in use: its <c>nbf</c> is far in the future.</summary>
    Created,

    /// <summary>Verified and in use; the versions before it are still valid.</summary>
    InUse,

    /// <summary>In use; the versions before it have ended.</summary>
    Complete,

    /// <summary>Disabled in the vault; its value may still be valid where it was issued.</summary>
    Ending,

    /// <summary>Disabled, and revoked.</summary>
    Ended,
}

/// <summary>
/// What the tags of a version say about its rotation. Another process, or a person, may have written them: what does not follow the format stops the
/// rotation, and is not shown.
/// </summary>
/// <param name="Step">The last step that was completed.</param>
/// <param name="Id">The id of the rotation that made the version.</param>
/// <param name="At">When that step was completed; for a version in use, when it was used first.</param>
/// <param name="Credential">The id of the value where it was issued.</param>
internal sealed partial record RotationRecord(RotationStep Step, string Id, DateTimeOffset At, string? Credential)
{
    private const string Prefix = "rotation-";
    private const string StepTag = VaultKeys.StepTag;
    private const string IdTag = "rotation-id";
    private const string AtTag = "rotation-at";
    private const string CredentialTag = "rotation-credential";
    private const string NextTag = "rotation-next";

    /// <summary>Why the version was made; a person may write it as well.</summary>
    public const string CauseTag = "rotation-cause";

    /// <summary>The record of a version; null when it was written by hand.</summary>
    /// <exception cref="RotationException">The tags do not follow the format.</exception>
    public static RotationRecord? Read(SecretProperties version) => !version.Tags.TryGetValue(StepTag, out var step) ? null : new(
        Words.FirstOrDefault(word => word.Value == step) is { Value: not null } known ? known.Key : throw Unusable(version, StepTag),
        version.Tags.TryGetValue(IdTag, out var id) && Name().IsMatch(id) ? id : throw Unusable(version, IdTag),
        version.Tags.TryGetValue(AtTag, out var at) && TryRead(at, out var moment) ? moment : throw Unusable(version, AtTag),
        ReadCredential(version));

    /// <summary>The id of a value where it was issued; a person may write it for a version of his own.</summary>
    /// <exception cref="RotationException">The tag does not follow the format.</exception>
    public static string? ReadCredential(SecretProperties version) => !version.Tags.TryGetValue(CredentialTag, out var credential) ? null
        : Name().IsMatch(credential) ? credential : throw Unusable(version, CredentialTag);

    /// <summary>The rotation that was begun to replace this version; null when there is none.</summary>
    /// <exception cref="RotationException">The tag does not follow the format.</exception>
    public static (string Id, DateTimeOffset At)? ReadNext(SecretProperties version) => !version.Tags.TryGetValue(NextTag, out var next) ? null
        : next.Split(' ') is [var id, var at] && Name().IsMatch(id) && TryRead(at, out var moment) ? (id, moment)
        : throw Unusable(version, NextTag);

    public static void WriteNext(SecretProperties version, string id, DateTimeOffset at) => version.Tags[NextTag] = $"{id} {Text(at)}";

    public void Write(SecretProperties version)
    {
        version.Tags[StepTag] = Words[Step];
        version.Tags[IdTag] = Id;
        version.Tags[AtTag] = Text(At);
        if (Credential is not null)
        {
            version.Tags[CredentialTag] = Credential;
        }
    }

    /// <summary>The tags of a policy, for the next version.</summary>
    public static void CopyPolicy(SecretProperties from, SecretProperties to)
    {
        foreach (var tag in from.Tags.Where(tag => !IsOfRotation(tag.Key)))
        {
            to.Tags[tag.Key] = tag.Value;
        }
    }

    /// <summary>Whether a tag says something about one version's rotation, and nothing about the next version.</summary>
    public static bool IsOfRotation(string tag) => tag.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text can be the id of a value: it becomes a part of addresses.</summary>
    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    /// <summary>A step as the tag has it.</summary>
    public static string Word(RotationStep step) => Words[step];

    private static Dictionary<RotationStep, string> Words { get; } = new()
    {
        [RotationStep.Created] = VaultKeys.Unverified,
        [RotationStep.InUse] = "in-use",
        [RotationStep.Complete] = "complete",
        [RotationStep.Ending] = "ending",
        [RotationStep.Ended] = "ended",
    };

    private static RotationException Unusable(SecretProperties version, string tag) =>
        new($"The tag \"{tag}\" of version {version.Version} was not written by a rotation. Correct it or remove all tags that begin with \"{Prefix}\".");

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static bool TryRead(string text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
