using System.Text;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Policy;
using TokenExchange.Rotations.Vault;
using TokenExchange.Secrets;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Checks one secret by the responses of the vault. The value is measured and never shown.</summary>
internal sealed class SecretHealth(string name, bool isSessionKey, UnfinishedRotations rotations, int maximumAge, DateTimeOffset now)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public IReadOnlyList<Finding> Judge(IReadOnlyList<SecretProperties> newestFirst, string? value)
    {
        if (newestFirst.Count == 0)
        {
            return Absent();
        }

        var usable = VersionList.Choose(newestFirst, now);
        var findings = new List<Finding>
        {
            Checks.VaultPermission.Ok(usable is null ? "The versions can be listed." : "The versions can be listed and read.", name),
            Usable(newestFirst, usable, value),
            Expiry(newestFirst, usable),
            Rotation(newestFirst, usable),
        };
        findings.AddRange(Policy(usable));
        if (isSessionKey)
        {
            findings.Add(Length(value));
        }

        return findings;
    }

    /// <summary>The vault did not respond.</summary>
    public IReadOnlyList<Finding> Unseen(string found, string todo) =>
    [
        Checks.VaultPermission.Failed(found, todo, name),
        Checks.SecretUsable.Skipped("The vault is not reachable.", subject: name),
        .. Unneeded(),
    ];

    /// <summary>The vault has no such secret.</summary>
    public IReadOnlyList<Finding> Absent() =>
    [
        Checks.VaultPermission.Ok("The versions can be listed.", name),
        Checks.SecretUsable.Failed($"There is no {(VaultVersions.IsKey(name) ? "key" : "secret")} with this name.", "Add it to the vault, or correct the name in the configuration.", name),
        .. Unneeded(),
    ];

    private IEnumerable<Finding> Unneeded() => new[] { Checks.SecretExpiry, Checks.SecretRotation, Checks.SecretPolicy }
        .Concat(isSessionKey ? [Checks.SessionKeyLength] : [])
        .Select(check => check.Skipped("There is no version to check.", subject: name));

    private Finding Usable(IReadOnlyList<SecretProperties> newestFirst, SecretProperties? usable, string? value)
    {
        if (usable is null)
        {
            var isDisabled = newestFirst.All(version => version.Enabled == false);
            return Checks.SecretUsable.Failed(
                isDisabled ? "All versions are disabled." : "No enabled version is valid now.", "Add a version that is enabled and valid now.", name);
        }

        if (string.IsNullOrEmpty(value))
        {
            return Checks.SecretUsable.Failed("The version in use is empty.", "Add a version with a value.", name);
        }

        return newestFirst[0].Enabled == false
            ? Checks.SecretUsable.Warning(
                "The newest version is disabled; an older one is used.",
                "Make sure that this is intended, or add a new version.", name)
            : Checks.SecretUsable.Ok("A version is enabled and valid now.", name);
    }

    private Finding Expiry(IReadOnlyList<SecretProperties> newestFirst, SecretProperties? usable)
    {
        const string Rotate = "Rotate the secret: docs/operations/rotation.md.";
        if (usable is null)
        {
            return newestFirst.Any(version => version.Enabled != false && version.ExpiresOn <= now)
                ? Checks.SecretExpiry.Failed("The last enabled version has expired.", Rotate, name)
                : Checks.SecretExpiry.Skipped("There is no version to check.", subject: name);
        }

        if (usable.ExpiresOn is not { } until)
        {
            return Checks.SecretExpiry.Warning($"The {(VaultVersions.IsKey(name) ? "key" : "secret")} has no expiry date, so there is no alert before it has to be replaced.", "Set an expiry date: docs/operations/rotation.md.", name);
        }

        var found = $"The {(VaultVersions.IsKey(name) ? "key" : "secret")} expires in {(int)(until - now).TotalDays} days.";
        return until - now < Soon ? Checks.SecretExpiry.Warning(found, Rotate, name) : Checks.SecretExpiry.Ok(found, name);
    }

    /// <summary>While it waits, nothing has to be done. Tags that do not follow the format may be an attacker's: they stop every rotation of the secret.</summary>
    private Finding Rotation(IReadOnlyList<SecretProperties> newestFirst, SecretProperties? usable)
    {
        if (usable is null)
        {
            return Checks.SecretRotation.Skipped("There is no version to check.", subject: name);
        }

        try
        {
            return rotations.Find(name, newestFirst, now) switch
            {
                null when rotations.FindLeft(name, newestFirst, now) is { } left => Checks.SecretRotation.Warning(
                    left, "Disable them, after their values were withdrawn where they were issued: docs/operations/rotation.md.", name),
                null => Checks.SecretRotation.Ok("No rotation is unfinished.", name),
                { IsPossible: false } waiting => Checks.SecretRotation.Ok(waiting.Sentence, name),
                var possible => Checks.SecretRotation.Warning(possible.Sentence, "Run \"rotate --due\", or look at the rotator's alerts: docs/operations/rotate.md.", name),
            };
        }
        catch (RotationException unusable)
        {
            return Checks.SecretRotation.Failed(unusable.Message, "Find out who wrote it, by the vault's audit log on the workbook: docs/operations/inventory.md.", name);
        }
    }

    /// <summary>What <c>inventory</c> calls a breach of the policy, and a missing owner. A tag that cannot be used may be an attacker's, and its rule does not apply.</summary>
    private List<Finding> Policy(SecretProperties? usable)
    {
        if (usable is null)
        {
            return [Checks.SecretPolicy.Skipped("There is no version to check.", subject: name)];
        }

        const string Write = "Write the policy to the tags of the version in use: docs/operations/inventory.md.";
        var policy = SecretPolicy.Read(usable.Tags, maximumAge);
        var findings = policy.TagBreaches.Select(unusable => Checks.SecretPolicy.Failed(unusable, Write, name)).ToList();
        if (policy.AgeBreach(SecretPolicy.AgeInDays(usable, now)) is { } tooOld)
        {
            findings.Add(Checks.SecretPolicy.Warning(tooOld, "Rotate the secret: docs/operations/rotation.md.", name));
        }

        if (policy.Owner is null && !policy.UnusableTags.Contains("owner"))
        {
            findings.Add(Checks.SecretPolicy.Warning("The tag \"owner\" is missing: it is not known who rotates the secret.", Write, name));
        }

        return findings.Count > 0 ? findings : [Checks.SecretPolicy.Ok("The version in use keeps to its policy.", name)];
    }

    private Finding Length(string? value)
    {
        if (value is null)
        {
            return Checks.SessionKeyLength.Skipped("There is no version to check.", subject: name);
        }

        return Encoding.UTF8.GetByteCount(value) >= KeyDerivation.LeastSecretLength
            ? Checks.SessionKeyLength.Ok("The secret is long enough to derive keys from.", name)
            : Checks.SessionKeyLength.Failed(
                $"The secret is shorter than {KeyDerivation.LeastSecretLength} characters, so no cookie can be encrypted.",
                "Add a version of 48 random bytes: dotnet run --project src/TokenExchange.Operations -- hooks postprovision --rotate-session-key.",
                name);
    }
}
