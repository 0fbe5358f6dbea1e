using System.Text;
using Azure;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Judges one secret by what the vault said of it. The value is measured and never shown.</summary>
internal sealed class SecretHealth(string name, bool isSessionKey, DateTimeOffset now)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>The newest version that the service would use now.</summary>
    public SecretProperties? Choose(IEnumerable<SecretProperties> newestFirst) => newestFirst.FirstOrDefault(version =>
        version.Enabled != false && !(version.NotBefore > now) && !(version.ExpiresOn <= now));

    public IReadOnlyList<Finding> Judge(IReadOnlyList<SecretProperties> newestFirst, string? value)
    {
        if (newestFirst.Count == 0)
        {
            return Absent();
        }

        var usable = Choose(newestFirst);
        var findings = new List<Finding>
        {
            Checks.VaultPermission.Ok(usable is null ? "Its versions can be listed." : "Its versions can be listed and read.", name),
            Usable(newestFirst, usable, value),
            Expiry(newestFirst, usable),
        };
        if (isSessionKey)
        {
            findings.Add(Length(value));
        }

        return findings;
    }

    public IReadOnlyList<Finding> Refused(string step, RequestFailedException refused) => refused switch
    {
        { Status: 404, ErrorCode: "SecretNotFound" } => Absent(),
        { Status: 403 } when refused.Message.Contains("ForbiddenByFirewall", StringComparison.Ordinal) =>
            Unseen("The vault's firewall refuses this machine.", "Run the doctor from inside the virtual network, or allow this machine's address."),
        { Status: 401 or 403 } => Unseen(
            $"{step} is refused (status {refused.Status}).",
            "Grant \"Key Vault Secrets User\" on this secret to whoever runs the doctor; the app's own identity needs it as well."),
        _ => Unseen($"{step} failed (status {refused.Status}).", "Check KeyVault:Uri and that this machine may reach the vault."),
    };

    /// <summary>The vault could not be asked.</summary>
    public IReadOnlyList<Finding> Unseen(string found, string todo) =>
    [
        Checks.VaultPermission.Failed(found, todo, name),
        Checks.SecretUsable.Skipped("The vault could not be asked.", subject: name),
        .. Unneeded(),
    ];

    private IReadOnlyList<Finding> Absent() =>
    [
        Checks.VaultPermission.Ok("Its versions can be listed.", name),
        Checks.SecretUsable.Failed("There is no secret of this name.", "Add it to the vault, or correct the name in the configuration.", name),
        .. Unneeded(),
    ];

    private IEnumerable<Finding> Unneeded() => (isSessionKey ? new[] { Checks.SecretExpiry, Checks.SessionKeyLength } : [Checks.SecretExpiry])
        .Select(check => check.Skipped("There is no version to look at.", subject: name));

    private Finding Usable(IReadOnlyList<SecretProperties> newestFirst, SecretProperties? usable, string? value)
    {
        if (usable is null)
        {
            var isDisabled = newestFirst.All(version => version.Enabled == false);
            return Checks.SecretUsable.Failed(
                isDisabled ? "Every version is disabled." : "No enabled version is valid now.", "Add a version that is enabled and valid now.", name);
        }

        if (string.IsNullOrEmpty(value))
        {
            return Checks.SecretUsable.Failed("The version that would be used is empty.", "Add a version with a value.", name);
        }

        return newestFirst[0].Enabled == false
            ? Checks.SecretUsable.Warning(
                "The newest version is disabled; an older one is used.",
                "Make sure that this is meant, or add a new version.", name)
            : Checks.SecretUsable.Ok("A version is enabled and valid now.", name);
    }

    private Finding Expiry(IReadOnlyList<SecretProperties> newestFirst, SecretProperties? usable)
    {
        const string Rotate = "Rotate it: docs/operations/rotation.md.";
        if (usable is null)
        {
            return newestFirst.Any(version => version.Enabled != false && version.ExpiresOn <= now)
                ? Checks.SecretExpiry.Failed("Its last enabled version has expired.", Rotate, name)
                : Checks.SecretExpiry.Skipped("There is no version to look at.", subject: name);
        }

        if (usable.ExpiresOn is not { } until)
        {
            return Checks.SecretExpiry.Warning("It has no expiry date, so nothing warns before it has to be replaced.", "Set one: docs/operations/rotation.md.", name);
        }

        var found = $"It expires in {(int)(until - now).TotalDays} days.";
        return until - now < Soon ? Checks.SecretExpiry.Warning(found, Rotate, name) : Checks.SecretExpiry.Ok(found, name);
    }

    private Finding Length(string? value)
    {
        if (value is null)
        {
            return Checks.SessionKeyLength.Skipped("There is no version to look at.", subject: name);
        }

        return Encoding.UTF8.GetByteCount(value) >= SealKey.LeastSecretLength
            ? Checks.SessionKeyLength.Ok("It is long enough to make keys from.", name)
            : Checks.SessionKeyLength.Failed(
                $"It is shorter than {SealKey.LeastSecretLength} characters, so that no cookie can be sealed.",
                "Add a version of 48 random bytes: dotnet run --project src/TokenExchange.Operations -- hooks postprovision --rotate-session-key.",
                name);
    }
}
