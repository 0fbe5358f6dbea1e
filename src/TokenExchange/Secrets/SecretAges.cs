using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>How old each secret in use is and when it expires, as metrics: an operator sees a rotation that was forgotten before the users do.</summary>
internal sealed class SecretAges(VaultSecrets secrets, Instruments instruments, TimeProvider clock)
{
    /// <summary>From now on both are told whenever metrics are collected.</summary>
    public void Observe()
    {
        instruments.ObserveSecrets(TelemetryNames.SecretAge, "Age of the newest usable version of a secret.", () => Newest((version, now) => now - version.CreatedOn));
        instruments.ObserveSecrets(TelemetryNames.SecretTimeToExpiry, "Time until that version expires, if it does.", () => Newest((version, now) => version.ExpiresOn - now));
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

    /// <summary>A version that cannot be used has replaced nothing: the one before still serves, and it is its expiry that matters.</summary>
    private bool IsUsable(string name, SecretVersion version) =>
        secrets.InUse.Where(secret => string.Equals(secret.Name, name, StringComparison.OrdinalIgnoreCase)).All(secret => secret.CanUse(version));
}
