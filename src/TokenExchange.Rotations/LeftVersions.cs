using System.Globalization;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Vault;
using TokenExchange.Sessions;

namespace TokenExchange.Rotations;

/// <summary>
/// Finds older versions that are still enabled although nothing needs them any more: a rotation by hand whose last step was left out. Their values are
/// accepted as long as they are enabled. An unfinished rotation ends them by itself, and is shown as such.
/// </summary>
internal static class LeftVersions
{
    /// <summary>For secrets without the tag <c>overlap</c>: more than providers cache key sets, and than a person needs for the last step.</summary>
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>One sentence; null when there are none.</summary>
    public static string? Find(string name, IReadOnlyList<SecretProperties> newestFirst, SessionsOptions sessions, DateTimeOffset now)
    {
        if (VersionList.Choose(newestFirst, now) is not { } inUse)
        {
            return null;
        }

        var begun = inUse.NotBefore > inUse.CreatedOn ? inUse.NotBefore : inUse.CreatedOn;
        var free = begun + Needed(name, inUse, sessions);
        var left = newestFirst.SkipWhile(version => version != inUse).Skip(1).Count(version => version.Enabled != false && !(version.ExpiresOn <= now));
        return left > 0 && free <= now
            ? string.Create(CultureInfo.InvariantCulture, $"{left} older versions are still enabled, and nothing needs them since {free:yyyy-MM-dd}.")
            : null;
    }

    /// <summary>How long the versions before this one are needed. A cookie lasts no longer than its session, and is encrypted again while it is used.</summary>
    private static TimeSpan Needed(string name, SecretProperties inUse, SessionsOptions sessions)
    {
        var policy = TimeSpan.FromDays(SecretPolicy.Read(inUse.Tags, SecretPolicy.DefaultRotateAfterDays).OverlapDays ?? 0);
        var least = string.Equals(name, sessions.KeySecretName, StringComparison.OrdinalIgnoreCase) ? sessions.AbsoluteLifetime + TimeSpan.FromDays(1) : Week;
        return policy > least ? policy : least;
    }
}
