using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>Metrics of the age and expiry of each secret in use, so that operators see a forgotten rotation before users do.</summary>
internal sealed class SecretAges(VaultSecrets secrets, Instruments instruments, TimeProvider clock)
{
    /// <summary>Registers both metrics.</summary>
    public void Observe()
    {
        instruments.ObserveSecrets(TelemetryNames.SecretAge, "Age of the newest usable version of a secret.", () => Newest((version, now) => now - version.CreatedOn));
        instruments.ObserveSecrets(TelemetryNames.SecretTimeToExpiry, "Time until that version expires, if it has an expiry date.", () => Newest((version, now) => version.ExpiresOn - now));
    }

    private IEnumerable<(string Secret, TimeSpan Span)> Newest(Func<SecretVersion, DateTimeOffset, TimeSpan?> read)
    {
        var now = clock.GetUtcNow();
        foreach (var versions in secrets.Known)
        {
            if (versions.Usable(now).FirstOrDefault(version => IsUsable(versions.Name, version)) is { } newest && read(newest, now) is { } span)
            {
                yield return (versions.Name, span);
            }
        }
    }

    /// <summary>An unusable version has replaced nothing: the previous one is still in use, and its expiry is the relevant one.</summary>
    private bool IsUsable(string name, SecretVersion version) =>
        secrets.InUse.Where(secret => string.Equals(secret.Name, name, StringComparison.OrdinalIgnoreCase)).All(secret => secret.CanUse(version));
}
