using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Secrets;

/// <summary>
/// A secret as one part of the service uses it. Selects among the versions: by their dates, by whether the value can be used for this
/// purpose, and by what the other side (a provider, an upstream) accepts. The table of cases is in ADR 0031.
/// </summary>
internal sealed class RotatingSecret(string name, SecretUse use, VaultSecrets secrets, CappedLogger<VaultSecrets> logger, TimeProvider clock)
{
    private readonly SecretCheck _check = new(use, logger);

    /// <summary>The version that was accepted last, and the newest version at that time: a newer one is tried first again.</summary>
    private volatile Preference? _preference;

    public string Name { get; } = name;

    public SecretUse Use { get; } = use;

    /// <summary>Cached versions that are enabled and valid now but unusable, newest first, with the reason.</summary>
    public IReadOnlyList<(string Version, string Fault)> Unusable =>
        [.. Valid(secrets.Peek(Name)).Where(version => !CanUse(version)).Select(version => (version.Id, _check.Fault(version)!))];

    /// <summary>Whether the value of this version can be used for this purpose.</summary>
    public bool CanUse(SecretVersion version) => _check.Fault(version) is null;

    /// <summary>The version to try first. If there is none, the vault is read again before an error is returned.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<Outcome<SecretVersion>> CurrentAsync(CancellationToken cancellationToken)
    {
        var versions = await secrets.GetAsync(Name, cancellationToken);
        if (Preferred(versions) is { } known)
        {
            return known;
        }

        versions = await secrets.RenewAsync(versions, cancellationToken);
        return Preferred(versions) is { } found ? found : NoUsableVersion(versions);
    }

    /// <summary>Another version to try after one was rejected; the vault is read again first. Null when there is none that could help.</summary>
    /// <exception cref="OutageException">The vault is unavailable, and no other version is cached.</exception>
    public async ValueTask<SecretVersion?> OtherAsync(string refused, CancellationToken cancellationToken)
    {
        var known = await secrets.GetAsync(Name, cancellationToken);
        try
        {
            return Other(await secrets.RenewAsync(known, cancellationToken), refused);
        }
        catch (OutageException)
        {
            if (Other(known, refused) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    /// <summary>The other side accepted this version.</summary>
    public void Accepted(string version)
    {
        var usable = Usable(secrets.Peek(Name)).ToList();
        var at = usable.FindIndex(known => known.Id == version);
        if (at < 0 || (_preference is { } last && usable.FindIndex(known => known.Id == last.Accepted) is >= 0 and var proven && proven < at))
        {
            return; // a late response for an older version: a newer one has been accepted since
        }

        if (_preference?.Newest != usable[0].Id || _preference.Accepted != version)
        {
            _preference = new Preference(usable[0].Id, version);
        }
    }

    private SecretVersion? Preferred(SecretVersions versions)
    {
        var usable = Usable(versions).ToList();
        return _preference is { } last && usable.FirstOrDefault()?.Id == last.Newest
            ? usable.Find(version => version.Id == last.Accepted) ?? usable[0]
            : usable.FirstOrDefault();
    }

    private SecretVersion? Other(SecretVersions versions, string refused)
    {
        var usable = Usable(versions).ToList();
        var isNewest = usable.FirstOrDefault()?.Id == refused;
        if (!isNewest)
        {
            return usable.FirstOrDefault(); // a version that is new since, or the remaining one
        }

        if (_preference?.Accepted == refused)
        {
            if (!Use.IsRefusalCertain)
            {
                return null; // it was accepted before: the rejection concerns the request
            }

            _preference = null; // no longer accepted: the next accepted version is preferred
        }

        return usable.Find(version => version.Id == _preference?.Accepted) ?? usable.ElementAtOrDefault(1);
    }

    private Failure NoUsableVersion(SecretVersions versions) => Catalogue.Misconfigured.WithReason(Valid(versions).FirstOrDefault() is { } newest
        ? $"No version of the {Use.Alias} ({Use.Setting}) can be used. The newest one {_check.Fault(newest)}."
        : $"The vault has no version of the {Use.Alias} ({Use.Setting}) that is enabled and valid now.");

    private IEnumerable<SecretVersion> Usable(SecretVersions? versions) => Valid(versions).Where(CanUse);

    private IEnumerable<SecretVersion> Valid(SecretVersions? versions) => versions?.Usable(clock.GetUtcNow()) ?? [];

    private sealed record Preference(string Newest, string Accepted);
}
