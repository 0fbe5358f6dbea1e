using Azure.Security.KeyVault.Secrets;
using TokenExchange.Provider;
using TokenExchange.Rotations.Kinds;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Rotations;

/// <summary>
/// Finds unfinished rotations by the list of versions. It needs no plan: the waiting times follow from the configuration, and are the longest of those kinds
/// of rotation that the secret can have.
/// </summary>
internal sealed class UnfinishedRotations(ProviderOptions provider, SessionsOptions sessions, KeyVaultOptions vault)
{
    private static readonly RotationDemand Continue = new(IsDueOnly: true, HasLeaked: false);

    /// <summary>The unfinished rotation of a secret; null when there is none, or when no version is valid now.</summary>
    /// <exception cref="RotationException">The tags do not follow the format; they are not in the message.</exception>
    public UnfinishedRotation? Find(string name, IReadOnlyList<SecretProperties> newestFirst, DateTimeOffset now)
    {
        var versions = newestFirst.Select(RotatedVersion.Read).ToList();
        if (VersionList.Choose(newestFirst, now) is null)
        {
            return null;
        }

        var decision = new RotationDecision(name, hasLeaked => LongestTiming(name, hasLeaked), findsAbandoned: true);
        return decision.Next(versions, Continue, now).Standing is { } standing
            ? new(standing, newestFirst.Max(version => version.UpdatedOn) ?? standing.Since, now)
            : null;
    }

    /// <summary>That older versions are still enabled which nothing needs and no rotation ends, in one sentence; null when there are none.</summary>
    /// <exception cref="RotationException">The tags do not follow the format; they are not in the message.</exception>
    public string? FindLeft(string name, IReadOnlyList<SecretProperties> newestFirst, DateTimeOffset now) =>
        Find(name, newestFirst, now) is null ? LeftVersions.Find(name, newestFirst, sessions, now) : null;

    private RotationTiming LongestTiming(string name, bool hasLeaked)
    {
        if (Is(name, sessions.KeySecretName))
        {
            return new SessionKeyRotator(sessions, vault).Timing(hasLeaked);
        }

        return provider.Credential.Kind == PlannedSecret.PrivateKeyJwt && Is(name, provider.Credential.VaultName)
            ? PrivateKeyRotator.Timing(PlannedSecret.LongestPublication, vault, hasLeaked)
            : HttpRotator.Timing(vault, hasLeaked, isPair: true) with // not shorter than the times of a client secret
            {
                Replication = EntraSecretRotator.Timing(vault, hasLeaked).Replication,
            };
    }

    private static bool Is(string name, string configured) => string.Equals(name, configured, StringComparison.OrdinalIgnoreCase);
}
